// Substrate keys (sr25519): a phrase or seed with a path of derivation, as all of Substrate's tools read it
// (`phrase//hard/soft`), or a keystore of polkadot.js (a wallet's exported JSON).
import '../chains/webcrypto.mjs'
import { xsalsa20poly1305 } from '@noble/ciphers/salsa.js'
import { sr25519CreateDerive } from '@polkadot-labs/hdkd'
import { DEV_PHRASE, entropyToMiniSecret, mnemonicToEntropy, parseSuri } from '@polkadot-labs/hdkd-helpers'
import { getPublicKey, sign } from '@scure/sr25519'
import { getPolkadotSigner } from 'polkadot-api/signer'
import { hexToBytes } from 'viem'
import { addressOf } from '../chains/accounts.mjs'
import { Misuse } from '../chains/misuse.mjs'
import { scrypt } from './scrypt.mjs'

/** What a wallet knows of an account: its address, its 32 bytes, and what signs. */
const account = (publicKey, sign) => ({ address: addressOf(publicKey), publicKey, signer: getPolkadotSigner(publicKey, 'Sr25519', sign) })

/** The account of a phrase or seed with a path; `where` says in errors where it is from. */
export function accountOf(secret, where) {
  const text = secret.trim()
  // A path alone is one of everybody's phrase.
  const { phrase, paths, password } = parseSuri(text.startsWith('/') ? DEV_PHRASE + text : text)
  try {
    const seed = phrase.startsWith('0x') ? hexToBytes(phrase) : entropyToMiniSecret(mnemonicToEntropy(phrase), password)
    if (seed.length === 32) {
      const { publicKey, sign: signer } = sr25519CreateDerive(seed)(paths)
      return account(publicKey, signer)
    }
  } catch {
    // What is wrong with a key is not said with its help.
  }
  throw new Misuse(`${where}: neither a seed of 64 hex digits (0x...) nor a phrase of words, with a path (//...) if there is one`)
}

/** One of the accounts that everybody knows: `//Alice`. */
export const dev = (path = '//Alice') => accountOf(path, path)

// Lengths in bytes: of what is encrypted, and of what stands before it.
const [HEAD, SECRET, DIVIDER, PUBLIC] = [16, 64, 5, 32]
const [SALT, NONCE] = [32, 24]

/** The account in a keystore of polkadot.js, version 3: PKCS #8 of an sr25519 key, encrypted by a password. */
export function decrypt({ encoded, encoding }, password, where) {
  const [content = [], type = []] = [encoding?.content, encoding?.type].map((names) => [].concat(names ?? []))
  if (!content.includes('sr25519')) throw new Misuse(`${where}: a key of ${content.filter((name) => name !== 'pkcs8').join() || 'no kind'}, not of sr25519`)
  if (encoding.version !== '3' || type.join() !== 'scrypt,xsalsa20-poly1305') {
    throw new Misuse(`${where}: it is encrypted by ${type.join() || 'nothing'} in version ${encoding.version}, not by scrypt,xsalsa20-poly1305 in version 3`)
  }
  const file = Buffer.from(encoded, 'base64')
  if (file.length < SALT + NONCE + 12) throw new Misuse(`${where}: no keystore file: it is too short`)
  const [n, p, r] = [32, 36, 40].map((place) => file.readUInt32LE(place))
  const key = scrypt(password, file.subarray(0, SALT), { n, r, p, dklen: 64 }, where).subarray(0, 32)
  let plain
  try {
    plain = xsalsa20poly1305(key, file.subarray(44, 68)).decrypt(file.subarray(68))
  } catch {
    throw new Misuse(`${where}: the password is wrong`)
  }
  if (plain.length !== HEAD + SECRET + DIVIDER + PUBLIC) throw new Misuse(`${where}: its key has ${plain.length} bytes and not ${HEAD + SECRET + DIVIDER + PUBLIC}`)
  const secret = Uint8Array.from(plain.subarray(HEAD, HEAD + SECRET))
  const publicKey = getPublicKey(secret)
  if (!publicKey.every((byte, place) => byte === plain.at(place - PUBLIC))) throw new Misuse(`${where}: its secret key and its public key are of different accounts`)
  return account(publicKey, (message) => sign(secret, message))
}
