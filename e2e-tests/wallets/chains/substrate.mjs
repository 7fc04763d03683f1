// A chain by its Substrate JSON-RPC, with polkadot-api: the chain's metadata says what calls there are.
import { createClient } from 'polkadot-api'
import { getWsProvider } from 'polkadot-api/ws'
import { bytesToHex, decodeErrorResult, decodeFunctionResult, encodeDeployData, encodeFunctionData, hexToBytes, zeroAddress } from 'viem'
import WebSocket from 'ws'
import { addressOf, idOf, ss58 } from './accounts.mjs'
import { Misuse } from './misuse.mjs'
import { Refused } from './refused.mjs'

/** An account to ask with where it does not matter who asks. */
const NOBODY = ss58({ address: zeroAddress })
/** In what a contract answered: that it took everything back. */
const REVERTED = 1
/** How many blocks are asked for at once. */
const TOGETHER = 32
/**
 * The limit over what a dry run took. The contracts ask what gas is left before they pay a contract, which a dry
 * run without a limit does not show; and other transactions change things meanwhile. What is not used comes back.
 */
const margin = (weight) => (weight * 120n) / 100n
/** Of a transaction that calls no contract. */
const NO_DRY_RUN = { weight_required: { ref_time: 0n, proof_size: 0n }, storage_deposit: { type: 'Charge', value: 0n } }
/** How long a node may take to answer at first, in milliseconds. */
const PATIENCE = 20_000

/** The chain at a URL. */
export async function connect(url) {
  const client = createClient(getWsProvider(url, { websocketClass: WebSocket }))
  const api = client.getUnsafeApi()
  let timer
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${PATIENCE / 1_000} s`)), PATIENCE)
  })
  try {
    const { Revive, System } = api.constants
    const questions = [Revive.ChainId(), Revive.NativeToEthRatio(), System.SS58Prefix(), client._request('chain_getBlockHash', [0])]
    const [id, ratio, prefix, genesisHash] = await Promise.race([Promise.all(questions), late])
    return new SubstrateChain(client, api, { id: Number(id), smallest: BigInt(ratio), prefix, genesisHash })
  } catch (error) {
    client.destroy()
    throw new Misuse(`${url} does not answer as Substrate's JSON-RPC of a chain with pallet-revive: ${error.message}`)
  } finally {
    clearTimeout(timer)
  }
}

/** The words for a dispatch error: `Revive.ContractReverted`. */
function words(error) {
  const names = []
  for (let part = error; part?.type; part = part.value) if (part.type !== 'Module') names.push(part.type)
  return names.join('.')
}

class SubstrateChain {
  /** What kind of account and of key belongs here. */
  kind = 'substrate'
  #blocks = new Map()

  /** `smallest` is the smallest amount that an account can pay with a call, in EVM units: the unit of the chain's own balances. */
  constructor(client, api, { id, smallest, prefix, genesisHash }) {
    Object.assign(this, { client, api, id, smallest, prefix, genesisHash })
  }

  /** EVM units as the chain's own units. */
  #native(value) {
    if (value % this.smallest === 0n) return value / this.smallest
    throw new Misuse(`${value} EVM units can't be paid with a Substrate account: only whole multiples of ${this.smallest}`)
  }

  /** What storage costs, in EVM units; negative where something comes back. */
  #deposit({ type, value }) {
    return (type === 'Charge' ? value : -value) * this.smallest
  }

  close() {
    this.client.destroy()
  }

  /** The hash of block 0: it tells two chains with the same id apart. */
  async genesis() {
    return this.genesisHash
  }

  /** The newest block: its number, and its time in Unix seconds. */
  async head() {
    const { number, hash } = await this.client.getFinalizedBlock()
    return { number: BigInt(number), timestamp: (await this.api.query.Timestamp.Now.getValue({ at: hash })) / 1_000n }
  }

  /** The hash of the code at an address; `undefined` where there is none. */
  async codeHash(address) {
    const info = await this.api.query.Revive.AccountInfoOf.getValue(address)
    return info?.account_type.type === 'Contract' ? info.account_type.value.code_hash : undefined
  }

  /** What an account can spend. */
  async balance(address) {
    return (await this.api.apis.ReviveApi.balance(address)).reduceRight((sum, word) => (sum << 64n) | word, 0n)
  }

  async read(address, abi, functionName, args = []) {
    const data = encodeFunctionData({ abi, functionName, args })
    const dry = await this.#try(NOBODY, { address, abi, functionName, data, value: 0n })
    return decodeFunctionResult({ abi, functionName, data: bytesToHex(dry.result.value.data) })
  }

  /** The events of these contracts between two blocks, both included, as pallet-revive wrote them down. */
  async logs(addresses, from, to) {
    const wanted = new Set(addresses.map((address) => address.toLowerCase()))
    const found = []
    for (let first = Number(from); first <= Number(to); first += TOGETHER) {
      const blocks = Array.from({ length: Math.min(TOGETHER, Number(to) - first + 1) }, (_, place) => first + place)
      const events = await Promise.all(blocks.map((block) => this.#events(block)))
      events.forEach((of, place) => {
        found.push(...emitted(of).filter(({ address }) => wanted.has(address)).map((log) => ({ ...log, block: blocks[place] })))
      })
    }
    return found
  }

  /** Transfers of the chain's own token in a block, in EVM units of which the chain's events show whole multiples of `smallest`. */
  async transfers(block) {
    return (await this.#events(block))
      .filter(({ type, value }) => type === 'Balances' && value.type === 'Transfer')
      .map(({ value: { value } }) => ({ from: addressOf(idOf(value.from)), to: addressOf(idOf(value.to)), amount: value.amount * this.smallest }))
  }

  /** The events of a final block, in their order; read once. */
  #events(block) {
    if (!this.#blocks.has(block)) {
      const at = this.client._request('chain_getBlockHash', [block])
      const read = at.then((at) => this.api.query.System.Events.getValue({ at })).then((events) => events.map(({ event }) => event))
      this.#blocks.set(block, read)
    }
    return this.#blocks.get(block)
  }

  /** What a deployment would cost, deposits included. */
  async deployCost(account, abi, bytecode, args) {
    const { within, dry } = await this.#instantiation(account, abi, bytecode, args)
    return this.#estimate(account, within, dry)
  }

  /** Deploys, and waits until it is in a final block. */
  async deploy(account, abi, bytecode, args) {
    const { within, dry } = await this.#instantiation(account, abi, bytecode, args)
    const done = await this.#send(account, within, dry)
    const { contract } = done.events.findLast(({ type, value }) => type === 'Revive' && value.type === 'Instantiated').value.value
    return { ...done, address: contract }
  }

  /** Calls a contract. A refusal throws [`Refused`], with the contract's own error, before anything is sent. */
  async call(account, { address, abi, functionName, args = [], value = 0n }) {
    if (!(await this.knows(account))) await this.map(account)
    const data = encodeFunctionData({ abi, functionName, args })
    const dry = await this.#try(ss58(account), { address, abi, functionName, data, value })
    const fixed = { dest: address, value: this.#native(value), storage_deposit_limit: limit(dry.max_storage_deposit), data: hexToBytes(data) }
    const within = (weight_limit) => this.api.tx.Revive.call({ ...fixed, weight_limit })
    return this.#send(account, within, dry)
  }

  /** Pays an account of either kind. */
  pay(account, to, value) {
    const tx = this.api.tx.Balances.transfer_allow_death({ dest: { type: 'Id', value: ss58(to) }, value: this.#native(value) })
    return this.#send(account, () => tx)
  }

  /** Whether the chain knows whose an account's address is: a chain that does not map by itself has to be told. */
  async knows({ address }) {
    return (await this.api.query.Revive.OriginalAccount.getValue(address)) !== undefined
  }

  /** Tells the chain whose an account's address is, for a deposit. */
  async map({ address, signer }) {
    const { ok, dispatchError } = await this.api.tx.Revive.map_account().signAndSubmit(signer)
    if (!ok) throw new Error(`the chain does not take ${address} as the account's: ${words(dispatchError)}`)
  }

  async #try(origin, { address, abi, functionName, data, value }) {
    const dry = await this.api.apis.ReviveApi.call(origin, address, this.#native(value), undefined, undefined, hexToBytes(data))
    if (!dry.result.success) throw new Error(`${functionName}: ${words(dry.result.value)}`)
    const { flags, data: answer } = dry.result.value
    if (flags & REVERTED) throw new Refused(functionName, named(abi, bytesToHex(answer)))
    return dry
  }

  async #instantiation(account, abi, bytecode, args) {
    const data = hexToBytes(`0x${encodeDeployData({ abi, bytecode, args }).slice(bytecode.length)}`)
    const code = hexToBytes(bytecode)
    const dry = await this.api.apis.ReviveApi.instantiate(ss58(account), 0n, undefined, undefined, { type: 'Upload', value: code }, data, undefined)
    if (!dry.result.success) throw new Error(`the deployment would fail: ${words(dry.result.value)}`)
    const { flags, data: answer } = dry.result.value.result
    if (flags & REVERTED) throw new Refused('constructor', named(abi, bytesToHex(answer)))
    const fixed = { value: 0n, storage_deposit_limit: limit(dry.max_storage_deposit), code, data, salt: undefined }
    return { dry, within: (weight_limit) => this.api.tx.Revive.instantiate_with_code({ ...fixed, weight_limit }) }
  }

  /** What a transaction will cost by its dry run, deposits included. */
  async #estimate(account, within, { weight_required, storage_deposit }) {
    return (await within(weight_required).getEstimatedFees(account.publicKey)) * this.smallest + this.#deposit(storage_deposit)
  }

  async #send(account, within, dry = NO_DRY_RUN) {
    const estimate = await this.#estimate(account, within, dry)
    const held = this.#deposit(dry.storage_deposit)
    const tx = within({ ref_time: margin(dry.weight_required.ref_time), proof_size: margin(dry.weight_required.proof_size) })
    const { ok, events, block, txHash, dispatchError } = await tx.signAndSubmit(account.signer)
    if (!ok) throw new Error(`the transaction ${txHash} failed in block ${block.number}: ${words(dispatchError)}`)
    const plain = events.map(({ type, value }) => ({ type, value }))
    const { value: paid } = plain.find(({ type }) => type === 'TransactionPayment').value
    return { events: plain, block: block.number, transaction: txHash, logs: emitted(plain), cost: paid.actual_fee * this.smallest + held, estimate }
  }
}

/** The contracts' events among all. */
function emitted(events) {
  return events
    .filter(({ type, value }) => type === 'Revive' && value.type === 'ContractEmitted')
    .map(({ value: { value } }) => ({ address: value.contract.toLowerCase(), topics: value.topics, data: bytesToHex(value.data) }))
}

/** A contract's own error by the interface; nothing where it is none of it. */
function named(abi, data) {
  try {
    return decodeErrorResult({ abi, data })
  } catch {
    return undefined
  }
}

/** The most that storage may cost: what it took when it was tried. */
const limit = ({ type, value }) => (type === 'Charge' ? value : 0n)
