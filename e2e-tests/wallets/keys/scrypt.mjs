// The key that a password stands for, by scrypt (RFC 7914) with the numbers that a keystore names.
import { scryptSync } from 'node:crypto'
import { Misuse } from '../chains/misuse.mjs'

/** What wallets use is far below: 1 GiB and a minute. */
const MEMORY = 2 ** 30

export function scrypt(password, salt, { n: N, r, p, dklen }, where) {
  const asked = 128 * N * r
  if (!(asked <= MEMORY && p <= 16)) throw new Misuse(`${where}: its key asks for ${asked} bytes ${p} times, more than any wallet's does`)
  try {
    return scryptSync(password, salt, dklen, { N, r, p, maxmem: 2 * asked + 2 ** 20 })
  } catch {
    throw new Misuse(`${where}: no keystore file: scrypt takes no N=${N}, r=${r}, p=${p}`)
  }
}
