// Where the deployer's key comes from, and that it goes nowhere.
import assert from 'node:assert/strict'
import { createCipheriv, pbkdf2Sync, scryptSync } from 'node:crypto'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { keccak256 } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { ss58 } from './deploy/accounts.mjs'
import { LOCAL, checkKey, decryptKeystore, readKey } from './deploy/keys.mjs'
import { Misuse } from './deploy/misuse.mjs'

const KEY = `0x${'5a'.repeat(32)}`
const ADDRESS = privateKeyToAccount(KEY).address
const PHRASE = 'test test test test test test test test test test test junk'

/** A keystore of the key, as wallets write it. */
function keystore(kdf, password) {
  const salt = Buffer.alloc(32, 7)
  const [kdfparams, derived] =
    kdf === 'scrypt'
      ? [{ n: 1024, r: 8, p: 1, dklen: 32, salt: salt.toString('hex') }, scryptSync(password, salt, 32, { N: 1024, r: 8, p: 1 })]
      : [{ c: 1000, prf: 'hmac-sha256', dklen: 32, salt: salt.toString('hex') }, pbkdf2Sync(password, salt, 1000, 32, 'sha256')]
  const iv = Buffer.alloc(16, 9)
  const cipher = createCipheriv('aes-128-ctr', derived.subarray(0, 16), iv)
  const ciphertext = Buffer.concat([cipher.update(Buffer.from(KEY.slice(2), 'hex')), cipher.final()])
  const mac = keccak256(Buffer.concat([derived.subarray(16, 32), ciphertext])).slice(2)
  const crypto = { cipher: 'aes-128-ctr', cipherparams: { iv: iv.toString('hex') }, ciphertext: ciphertext.toString('hex'), kdf, kdfparams, mac }
  return JSON.stringify({ version: 3, id: '0', address: ADDRESS.slice(2).toLowerCase(), crypto })
}

const read = (key, more = {}) => readKey(key, { env: {}, chainId: 1, password: async () => 'secret', ...more })
const refused = (promise, says) => assert.rejects(promise, (error) => error instanceof Misuse && says.test(error.message))

test('the test vector of Web3 Secret Storage is decrypted', () => {
  // From the definition's page: PBKDF2-SHA-256, password "testpassword".
  const vector = {
    crypto: {
      cipher: 'aes-128-ctr',
      cipherparams: { iv: '6087dab2f9fdbbfaddc31a909735c1e6' },
      ciphertext: '5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46',
      kdf: 'pbkdf2',
      kdfparams: { c: 262144, dklen: 32, prf: 'hmac-sha256', salt: 'ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd' },
      mac: '517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2',
    },
    id: '3198bc9c-6672-5ab3-d995-4942343ae5b6',
    version: 3,
  }
  const key = '0x7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d'
  assert.equal(decryptKeystore(JSON.stringify(vector), 'testpassword', 'it'), key)
})

test('a keystore of either kind gives its account, for its password alone', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'keys-'))
  for (const kdf of ['scrypt', 'pbkdf2']) {
    const file = join(folder, kdf)
    writeFileSync(file, keystore(kdf, 'secret'))
    assert.equal((await read(file)).address, ADDRESS)
    await refused(read(file, { password: async () => 'other' }), /password is wrong/)
  }
  const nothing = join(folder, 'nothing')
  writeFileSync(nothing, '{"version":1}')
  await refused(read(nothing), /no keystore file/)
  await refused(read(join(folder, 'absent')), /no such file/)
})

test('a variable gives a private key or a phrase', async () => {
  assert.equal((await read('env:K', { env: { K: KEY } })).address, ADDRESS)
  assert.equal((await read('env:K', { env: { K: KEY.slice(2) } })).address, ADDRESS)
  assert.equal((await read('env:K', { env: { K: PHRASE } })).address, '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266')
  await refused(read('env:K'), /no variable K/)
  await refused(read('env:K', { env: { K: 'my secret thing' } }), /^(?!.*my secret thing)/)
  await refused(read('env:K', { env: { K: '0x12' } }), /^(?!.*0x12)/)
})

test('a key on the command line is refused and not repeated', () => {
  for (const key of [KEY, KEY.slice(2), PHRASE]) {
    assert.throws(() => checkKey(key), (error) => error instanceof Misuse && !error.message.includes(key.slice(0, 12)))
  }
  assert.throws(() => checkKey(undefined), Misuse)
  checkKey('env:K')
})

test('the key that everybody knows is for the local node alone', async () => {
  assert.equal((await read('dev', { chainId: LOCAL })).address, '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266')
  await refused(read('dev', { chainId: 420_420_419 }), /only for the local node/)
})

test('an Ethereum address has a Substrate account', () => {
  // The account that pallet-revive gives it, as Polkadot's libraries write it.
  assert.equal(ss58('0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266'), '16WS7rfknHtQFnz5xppk2TMByix8a48oSxixDrkweG517vrW')
})
