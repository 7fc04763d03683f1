// Where the deployer's key comes from, and that it goes nowhere.
import assert from 'node:assert/strict'
import { createCipheriv, pbkdf2Sync, scryptSync } from 'node:crypto'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { verify } from '@scure/sr25519'
import { keccak256 } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { accountId, addressOf, ss58 } from './chains/accounts.mjs'
import { Misuse } from './chains/misuse.mjs'
import { LOCAL } from './chains/networks.mjs'
import { decrypt } from './keys/ethereum.mjs'
import { checkKey, readKey } from './keys/read.mjs'

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

const chain = { kind: 'ethereum', id: 1 }
const read = (key, more = {}) => readKey(key, { env: {}, chain, password: async () => 'secret', ...more })
const readSubstrate = (key, more = {}) => read(key, { chain: { kind: 'substrate', id: 1 }, ...more })
const hex = ({ publicKey }) => Buffer.from(publicKey).toString('hex')
/** The chain's own phrase for trials, that of `//Alice`. */
const SUBSTRATE_PHRASE = 'bottom drive obey lake curtain smoke basket hold race lonely fit walk'
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
  assert.equal(decrypt(vector, 'testpassword', 'it').address, privateKeyToAccount(key).address)
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

// What polkadot.js's keyring 14.0 makes of these, to hold ours against.
test('a Substrate account is derived as other tools derive it', async () => {
  const of = async (secret) => hex(await readSubstrate('env:K', { env: { K: secret } }))
  assert.equal(await of(`${SUBSTRATE_PHRASE}//hard/soft`), '881cdc4ff2029648b2f49d00cc7dd6f91d04789097502e05ab8a444911e7372a')
  assert.equal(await of(`${SUBSTRATE_PHRASE}//hard/soft///pass`), 'd4321d04e49a86f4b3f63746844782a8be2aa9ed98deb1da2d5b1f1208584945')
  assert.equal(await of(KEY), '9eda665dd261ad54955ad987dbb02c116100953d1f841b81a54912f01f3bc057')
  const alice = await readSubstrate('dev', { chain: { kind: 'substrate', id: LOCAL } })
  assert.equal(ss58(alice, 42), '5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY')
  assert.equal(alice.address, '0x9621dde636de098b43efb0fa9b61facfe328f99d')
  for (const secret of ['my secret thing', '0x12', `${SUBSTRATE_PHRASE} walk`]) {
    await refused(readSubstrate('env:K', { env: { K: secret } }), new RegExp(`^(?!.*${secret})`))
  }
})

test('a keystore of polkadot.js gives its account, for its password alone', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'keys-'))
  const file = join(folder, 'exported.json')
  const exported = {
    encoded:
      'd6msCnWp9m9zBELqfQahLOgJAiYrU72WmMHIf5F+HAEAAAIAAQAAAAgAAADCs+Zp7MVMD9s/FFABAbpVggRYM/xRClW/ITivp3P6e25PXcKEXiBoaJ59cGGFwO06PeUUumSvDhSE81L8rs19o01D8OPFWcs6Elm4Om9ykNLvKRa/v5pwj/17kj5iQUpc7r2A6E9BpBqnAu2J7nY68m497Ng3HD2h5XgF7HtH5bbxpUy+8MEqxODaMAoupaROll1xgS3IhrZqTnXO',
    encoding: { content: ['pkcs8', 'sr25519'], type: ['scrypt', 'xsalsa20-poly1305'], version: '3' },
    address: '5Do2HAubWk6Sn5WLQypzPZXUcUSG7kAFTLrGs3xexamtze6q',
    meta: { name: 'a test' },
  }
  const write = (more) => writeFileSync(file, JSON.stringify({ ...exported, ...more }))
  write({})
  const account = await readSubstrate(file)
  assert.equal(ss58(account, 42), exported.address)
  const message = new TextEncoder().encode('a message')
  const wrapped = new TextEncoder().encode('<Bytes>a message</Bytes>')
  assert.ok(verify(wrapped, await account.signer.signBytes(message), account.publicKey), 'it signs')
  await refused(readSubstrate(file, { password: async () => 'other' }), /password is wrong/)
  await refused(read(file), /a keystore of a Substrate account, and the URL is Ethereum's/)
  write({ encoding: { ...exported.encoding, content: ['pkcs8', 'ed25519'] } })
  await refused(readSubstrate(file), /a key of ed25519, not of sr25519/)
  write({ encoding: { ...exported.encoding, version: '2' } })
  await refused(readSubstrate(file), /in version 2/)
  write({ encoded: exported.encoded.slice(0, 40) })
  await refused(readSubstrate(file), /too short/)
  const asking = (n) => {
    const bytes = Buffer.from(exported.encoded, 'base64')
    bytes.writeUInt32LE(n, 32)
    return bytes.toString('base64')
  }
  write({ encoded: asking(2 ** 31) })
  await refused(readSubstrate(file), /more than any wallet's does/)
  write({ encoded: asking(3) })
  await refused(readSubstrate(file), /takes no N=3/)
})

test('a key on the command line is refused and not repeated', () => {
  for (const key of [KEY, KEY.slice(2), PHRASE, `${SUBSTRATE_PHRASE}//Alice`, '//Alice//stash of mine']) {
    assert.throws(() => checkKey(key), (error) => error instanceof Misuse && !error.message.includes(key.slice(0, 12)))
  }
  checkKey('env:K')
})

test('the key that everybody knows is for the local node alone', async () => {
  const local = { kind: 'ethereum', id: LOCAL }
  for (const key of ['dev', undefined]) assert.equal((await read(key, { chain: local })).address, '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266')
  await refused(read('dev', { chain: { kind: 'ethereum', id: 420_420_419 } }), /only for the local node/)
  await refused(read(undefined, { chain: { kind: 'substrate', id: 420_420_419 } }), /--key is missing/)
})

test('an Ethereum address has a Substrate account, and back', () => {
  // The account that pallet-revive gives it, as Polkadot's libraries write it.
  const address = '0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266'
  assert.equal(ss58({ address }), '16WS7rfknHtQFnz5xppk2TMByix8a48oSxixDrkweG517vrW')
  assert.equal(addressOf(accountId(address)), address)
})
