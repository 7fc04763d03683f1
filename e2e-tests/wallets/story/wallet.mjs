// Somebody with an account and a wallet of one kind or the other. What is sent is measured: what the wallet
// said before that it would cost, and what it cost.
import assert from 'node:assert/strict'
import { Refused } from '../chains/refused.mjs'

export class Wallet {
  /** What was sent: contract, message, estimate and cost in EVM units. */
  sent = []
  /** In EVM units: spent on fees, deposits and prices. */
  spent = 0n

  constructor(name, chain, account, deployment) {
    Object.assign(this, { name, chain, account, deployment, address: account.address.toLowerCase() })
  }

  get kind() {
    return this.chain.kind
  }

  balance() {
    return this.chain.balance(this.address)
  }

  /** Calls a contract, and gives its events, all of them known by the published interfaces. */
  async call(contract, functionName, args, value = 0n) {
    const { address, abi, name } = typeof contract === 'string' ? this.deployment.of(contract) : contract
    const done = await this.chain.call(this.account, { address, abi, functionName, args, value })
    this.spent += done.cost + value
    this.sent.push({ contract: name, message: functionName, estimate: done.estimate, cost: done.cost })
    const events = this.deployment.decode(done.logs)
    assert.equal(events.length, done.logs.length, `${name}.${functionName}: every event is one of the published interfaces`)
    return { ...done, events }
  }

  /** The events of a name among those of a call. */
  static events(done, name) {
    return done.events.filter((event) => event.name === name).map(({ args }) => args)
  }

  read(contract, functionName, args) {
    const { address, abi } = typeof contract === 'string' ? this.deployment.of(contract) : contract
    return this.chain.read(address, abi, functionName, args)
  }

  /** What a call is refused with, by name and values, before anything is sent; it has to be refused. */
  async refusal(contract, functionName, args, value = 0n) {
    const { address, abi } = this.deployment.of(contract)
    try {
      await this.chain.call(this.account, { address, abi, functionName, args, value })
    } catch (error) {
      if (error instanceof Refused) return [error.errorName, ...error.args]
      throw error
    }
    throw new Error(`${functionName} was not refused`)
  }
}
