// The deployer's key: from an environment variable or a keystore file, never from the command line, and
// never shown.
import { createDecipheriv, pbkdf2Sync, scryptSync, timingSafeEqual } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { keccak256 } from 'viem'
import { mnemonicToAccount, privateKeyToAccount } from 'viem/accounts'
import { Misuse } from './misuse.mjs'

/** The local node's first account, whose key everybody knows. */
const DEV = 'test test test test test test test test test test test junk'
/** The local node's chain id. */
export const LOCAL = 420_420_420

const isHex = (text) => /^(0x)?[0-9a-fA-F]{64}$/.test(text)
const looksSecret = (text) => isHex(text) || text.trim().split(/\s+/).length >= 12

/** The account of a private key or of a phrase; `where` says in errors where it is from. */
function accountOf(secret, where) {
  const text = secret.trim()
  try {
    if (isHex(text)) return privateKeyToAccount(text.startsWith('0x') ? text : `0x${text}`)
    if (text.includes(' ')) return mnemonicToAccount(text)
  } catch {
    // What is wrong with a key is not said with its help.
  }
  throw new Misuse(`${where}: neither a private key of 64 hex digits nor a phrase of words`)
}

const bytes = (hex) => Buffer.from(hex, 'hex')

/** The private key in a keystore (Web3 Secret Storage, version 3), as Geth, MetaMask's export tools and Foundry write it. */
export function decryptKeystore(text, password, where) {
  let crypto
  try {
    const document = JSON.parse(text)
    crypto = document.crypto ?? document.Crypto
    if (document.version !== 3 || !crypto) throw new Error('it is none of version 3')
  } catch (error) {
    throw new Misuse(`${where}: no keystore file: ${error.message}`)
  }
  const { kdf, kdfparams: params = {}, cipher, cipherparams, ciphertext, mac } = crypto
  const salt = bytes(params.salt ?? '')
  let derived
  if (kdf === 'scrypt') {
    const { n: N, r, p, dklen } = params
    derived = scryptSync(password, salt, dklen, { N, r, p, maxmem: 256 * N * r + (1 << 20) })
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
  return `0x${Buffer.concat([decipher.update(bytes(ciphertext)), decipher.final()]).toString('hex')}`
}

/** That `--key` says where a key is, and is none itself. */
export function checkKey(key) {
  if (key === undefined) throw new Misuse('--key is missing: env:NAME, a keystore file, or dev for the local node')
  if (looksSecret(key)) {
    throw new Misuse('--key is a key itself, which others can read from the command line: put it into a file or a variable')
  }
}

/**
 * The account that `--key` names: `env:NAME` for an environment variable with a private key or a phrase,
 * `dev` for the local node's public one, or else a keystore file. `password` is asked for one.
 */
export async function readKey(key, { env, chainId, password }) {
  if (key === 'dev') {
    if (chainId !== LOCAL) throw new Misuse(`--key dev is a key that everybody knows: only for the local node (chain ${LOCAL}), and this is chain ${chainId}`)
    return mnemonicToAccount(DEV)
  }
  const variable = key.match(/^env:(.+)$/)?.[1]
  if (variable) {
    if (!env[variable]) throw new Misuse(`--key ${key}: there is no variable ${variable}`)
    return accountOf(env[variable], `the variable ${variable}`)
  }
  let text
  try {
    text = readFileSync(key, 'utf8')
  } catch (error) {
    throw new Misuse(`--key ${key}: ${error.message}`)
  }
  return privateKeyToAccount(decryptKeystore(text, await password(), key))
}
