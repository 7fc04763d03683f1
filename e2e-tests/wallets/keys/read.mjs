// Whoever pays for what is sent: the key from an environment variable or a keystore file, never from the
// command line, and never shown.
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { Misuse } from '../chains/misuse.mjs'
import { LOCAL } from '../chains/networks.mjs'
import * as ethereum from './ethereum.mjs'
import * as substrate from './substrate.mjs'

const KINDS = { ethereum, substrate }

const looksSecret = (text) => /^(0x)?[0-9a-fA-F]{64}$/.test(text) || text.startsWith('//') || text.trim().split(/\s+/).length >= 12

/** That `--key` says where a key is, and is none itself. */
export function checkKey(key) {
  if (key !== undefined && looksSecret(key)) {
    throw new Misuse('--key is a key itself, which others can read from the command line: put it into a file or a variable')
  }
}

/** Whether the key is the local node's, which everybody knows and nobody's money hangs on. */
export const isDev = (key) => key === undefined || key === 'dev'

/** Asks at the terminal, without showing what is typed where it is `secret`; `undefined` where there is none. */
export function ask(question, secret = false) {
  if (!process.stdin.isTTY) return Promise.resolve(undefined)
  return new Promise((resolve) => {
    const terminal = createInterface({ input: process.stdin, output: process.stderr })
    terminal.question(question, (answer) => {
      terminal.close()
      if (secret) process.stderr.write('\n')
      resolve(answer)
    })
    if (secret) terminal._writeToOutput = () => {}
  })
}

/** A keystore's password, from KEYSTORE_PASSWORD or the terminal. */
export async function password() {
  const given = process.env.KEYSTORE_PASSWORD ?? (await ask('Password of the keystore: ', true))
  if (given === undefined) throw new Misuse('a keystore needs its password: in KEYSTORE_PASSWORD, or at a terminal')
  return given
}

/**
 * The account that `--key` names, of the kind that the chain's JSON-RPC takes: `env:NAME` for an environment
 * variable with a private key or a phrase, `dev` for the local node's public one, or else a keystore file.
 * Without any it is the local node's, if the chain is local. `password` is asked for a keystore's.
 */
export async function readKey(key, { env, chain, password }) {
  checkKey(key)
  if (key === undefined && chain.id !== LOCAL) throw new Misuse('--key is missing: env:NAME, a keystore file, or dev for the local node')
  const { accountOf, decrypt, dev } = KINDS[chain.kind]
  if (isDev(key)) {
    if (chain.id !== LOCAL) throw new Misuse(`--key dev is a key that everybody knows: only for the local node (chain ${LOCAL}), and this is chain ${chain.id}`)
    return dev()
  }
  const variable = key.match(/^env:(.+)$/)?.[1]
  if (variable) {
    if (!env[variable]) throw new Misuse(`--key ${key}: there is no variable ${variable}`)
    return accountOf(env[variable], `the variable ${variable}`)
  }
  let document
  try {
    document = JSON.parse(readFileSync(key, 'utf8'))
    if (document === null || typeof document !== 'object') throw new Error('it holds no JSON object')
  } catch (error) {
    throw new Misuse(`--key ${key}: no keystore file: ${error.message}`)
  }
  const kind = document.encoded === undefined ? 'ethereum' : 'substrate'
  if (kind !== chain.kind) {
    throw new Misuse(`--key ${key}: a keystore of ${kind === 'ethereum' ? 'an Ethereum' : 'a Substrate'} account, and the URL is ${chain.kind === 'ethereum' ? "Ethereum's" : "Substrate's"} JSON-RPC`)
  }
  return decrypt(document, await password(), key)
}
