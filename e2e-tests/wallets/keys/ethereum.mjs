// Ethereum keys: a private key, a phrase (BIP-39, the first account), or a keystore (Web3 Secret Storage).
import { createDecipheriv, pbkdf2Sync, timingSafeEqual } from 'node:crypto'
import { keccak256 } from 'viem'
import { mnemonicToAccount, privateKeyToAccount } from 'viem/accounts'
import { Misuse } from '../chains/misuse.mjs'
import { scrypt } from './scrypt.mjs'

/** The phrase of the local node's accounts, which everybody knows. */
const PHRASE = 'test test test test test test test test test test test junk'

/** The local node's account of this number. */
export const dev = (addressIndex = 0) => mnemonicToAccount(PHRASE, { addressIndex })

const isHex = (text) => /^(0x)?[0-9a-fA-F]{64}$/.test(text)
const bytes = (hex) => Buffer.from(hex, 'hex')

/** The account of a private key or of a phrase; `where` says in errors where it is from. */
export function accountOf(secret, where) {
  const text = secret.trim()
  try {
    if (isHex(text)) return privateKeyToAccount(text.startsWith('0x') ? text : `0x${text}`)
    if (text.includes(' ')) return mnemonicToAccount(text)
  } catch {
    // What is wrong with a key is not said with its help.
  }
  throw new Misuse(`${where}: neither a private key of 64 hex digits nor a phrase of words`)
}

/** The private key in a keystore (Web3 Secret Storage, version 3), as Geth, MetaMask's export tools and Foundry write it. */
export function decrypt(document, password, where) {
  const crypto = document.crypto ?? document.Crypto
  if (document.version !== 3 || !crypto) throw new Misuse(`${where}: no keystore file: it is none of version 3`)
  const { kdf, kdfparams: params = {}, cipher, cipherparams, ciphertext, mac } = crypto
  const salt = bytes(params.salt ?? '')
  let derived
  if (kdf === 'scrypt') {
    derived = scrypt(password, salt, params, where)
  } else if (kdf === 'pbkdf2' && params.prf === 'hmac-sha256') {
    derived = pbkdf2Sync(password, salt, params.c, params.dklen, 'sha256')
  } else {
    throw new Misuse(`${where}: its key is derived by ${kdf}, which is neither scrypt nor pbkdf2`)
  }
  if (cipher !== 'aes-128-ctr') throw new Misuse(`${where}: it is encrypted by ${cipher}, not by aes-128-ctr`)
  const found = keccak256(Buffer.concat([derived.subarray(16, 32), bytes(ciphertext)]), 'bytes')
  const wanted = bytes(mac)
  if (wanted.length !== found.length || !timingSafeEqual(found, wanted)) throw new Misuse(`${where}: the password is wrong`)
  const decipher = createDecipheriv('aes-128-ctr', derived.subarray(0, 16), bytes(cipherparams.iv))
  return privateKeyToAccount(`0x${Buffer.concat([decipher.update(bytes(ciphertext)), decipher.final()]).toString('hex')}`)
}
