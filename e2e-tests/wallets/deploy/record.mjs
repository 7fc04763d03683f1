// deployment.json: what was deployed where. It is written after every step, so that a run that was broken
// off goes on where it was.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { Misuse } from '../chains/misuse.mjs'

/** The record in a file, if it is of this chain; or a new one. */
export function open(file, { chainId, genesis, deployer }) {
  const fresh = { chain_id: chainId, genesis, deployer, contracts: [], bound: [] }
  if (!existsSync(file)) return fresh
  let record
  try {
    record = JSON.parse(readFileSync(file, 'utf8'))
    if (!Array.isArray(record.contracts) || !Array.isArray(record.bound)) throw new Error('it has no lists "contracts" and "bound"')
  } catch (error) {
    throw new Misuse(`${file} is there and no record of a deployment: ${error.message}; choose another by --out`)
  }
  if (record.chain_id !== chainId || record.genesis !== genesis) {
    throw new Misuse(`${file} is of another chain (${record.chain_id}, genesis ${record.genesis}): choose another by --out`)
  }
  if (record.deployer.address.toLowerCase() !== deployer.address.toLowerCase()) {
    throw new Misuse(`${file} was begun by ${record.deployer.address}, and only they can bind its contracts; this is ${deployer.address}`)
  }
  return record
}

/** Writes a record, or leaves the old one whole. */
export function save(file, record) {
  writeFileSync(`${file}.new`, `${JSON.stringify(record, null, 2)}\n`)
  renameSync(`${file}.new`, file)
}

/** Address and code hash by contract. */
export const known = (record) => Object.fromEntries(record.contracts.map((one) => [one.name, one]))
