// The contracts of a deployment, and their events by the published interfaces.
import { readFileSync } from 'node:fs'
import { decodeEventLog } from 'viem'
import { Misuse } from '../chains/misuse.mjs'
import { CONTRACTS, abiOf } from '../deploy/plan.mjs'

export class Deployment {
  #contracts
  /** Pools and inboxes, which the factory opens: the interface by address. */
  #opened = new Map()

  constructor(contracts) {
    this.#contracts = Object.fromEntries(contracts.map(({ name, address }) => [name, { name, address: address.toLowerCase(), abi: abiOf(name) }]))
    const missing = CONTRACTS.filter((name) => !this.#contracts[name])
    if (missing.length) throw new Misuse(`the deployment lacks ${missing.join(', ')}`)
  }

  /** The deployment in a file that scripts/deploy wrote, on the chain of this id. */
  static read(file, chainId) {
    let record
    try {
      record = JSON.parse(readFileSync(file, 'utf8'))
      if (!Array.isArray(record.contracts)) throw new Error('there is no list "contracts" in it')
    } catch (error) {
      throw new Misuse(`--deployment ${file}: ${error.message}`)
    }
    if (record.chain_id !== chainId) throw new Misuse(`--deployment ${file}: it is of chain ${record.chain_id}, and this is chain ${chainId}`)
    return new Deployment(record.contracts)
  }

  of(name) {
    return this.#contracts[name]
  }

  /** A contract with the interface of `name` elsewhere, a pool say. */
  at(name, address) {
    return { ...this.#contracts[name], address: address.toLowerCase() }
  }

  /** The contracts' addresses, with those of pools and inboxes whose opening was read. */
  addresses() {
    return [...Object.values(this.#contracts).map(({ address }) => address), ...this.#opened.keys()]
  }

  /**
   * Logs as events: contract, name, fields. A log of these contracts that their interfaces don't know is an
   * error; one of another contract is left out.
   */
  decode(logs) {
    const events = []
    for (const log of logs) {
      const contract = Object.values(this.#contracts).find(({ address }) => address === log.address) ?? this.#opened.get(log.address)
      if (!contract) continue
      const { eventName, args = {} } = decodeEventLog({ abi: contract.abi, topics: log.topics, data: log.data, strict: true })
      if (eventName === 'PoolOpened') this.#opened.set(args.pool.toLowerCase(), this.at('royalty-pool', args.pool))
      if (eventName === 'InboxOpened') this.#opened.set(args.inbox.toLowerCase(), this.at('record-inbox', args.inbox))
      events.push({ ...log, contract: contract.name, name: eventName, args })
    }
    return events
  }
}
