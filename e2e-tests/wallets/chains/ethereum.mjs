// A chain by its Ethereum JSON-RPC.
import {
  BaseError,
  ContractFunctionRevertedError,
  createPublicClient,
  createWalletClient,
  defineChain,
  encodeDeployData,
  encodeFunctionData,
  http,
  keccak256,
} from 'viem'
import { Misuse } from './misuse.mjs'
import { Refused } from './refused.mjs'

/** Over an estimate: what other transactions change meanwhile. What is not used comes back. */
const MARGIN = [120n, 100n]

/** The chain at a URL. */
export async function connect(url) {
  const transport = http(url, { retryCount: 2, timeout: 60_000 })
  let id
  try {
    id = await createPublicClient({ transport }).getChainId()
  } catch (error) {
    throw new Misuse(`${url} does not answer as Ethereum JSON-RPC: ${error.details ?? error.shortMessage ?? error.message}`)
  }
  const chain = defineChain({
    id,
    name: `chain ${id}`,
    nativeCurrency: { name: 'the chain’s own token', symbol: 'UNIT', decimals: 18 },
    rpcUrls: { default: { http: [url] } },
  })
  return new EthereumChain(createPublicClient({ chain, transport, pollingInterval: 100 }), chain, transport)
}

/** Where pallet-revive-eth-rpc stops (`MAX_LOG_RESULTS`). */
const MOST_LOGS = 10_000

class EthereumChain {
  /** What kind of account and of key belongs here. */
  kind = 'ethereum'
  /** The smallest amount that an account can pay, in EVM units. */
  smallest = 1n

  constructor(client, chain, transport) {
    Object.assign(this, { client, chain, transport, id: chain.id })
  }

  close() {}

  /** The hash of block 0: it tells two chains with the same id apart. */
  async genesis() {
    return (await this.client.getBlock({ blockNumber: 0n })).hash
  }

  /** The newest block: its number, and its time in Unix seconds. */
  async head() {
    const { number, timestamp } = await this.client.getBlock()
    return { number, timestamp }
  }

  /** The hash of the code at an address; `undefined` where there is none. */
  async codeHash(address) {
    const code = await this.client.getCode({ address })
    return code && keccak256(code)
  }

  balance(address) {
    return this.client.getBalance({ address })
  }

  read(address, abi, functionName, args = []) {
    return this.client.readContract({ address, abi, functionName, args })
  }

  /**
   * The logs of these contracts between two blocks, both included, in the chain's order, by `eth_getLogs` alone. A
   * node's answer may be cut off without a word, and is in no order (docs/node.md).
   */
  async logs(addresses, from, to) {
    const [fromBlock, toBlock] = [BigInt(from), BigInt(to)]
    await this.#reach(toBlock)
    const found = await this.client.getLogs({ address: addresses, fromBlock, toBlock })
    if (found.length >= MOST_LOGS) {
      if (fromBlock === toBlock) throw new Error(`block ${from} has ${found.length} logs or more, and no node shows more of one block`)
      const middle = (fromBlock + toBlock) / 2n
      return [...(await this.logs(addresses, fromBlock, middle)), ...(await this.logs(addresses, middle + 1n, toBlock))]
    }
    found.sort((one, other) => Number(one.blockNumber - other.blockNumber) || one.logIndex - other.logIndex)
    return found.map(({ address, topics, data, blockNumber, transactionHash }) => ({
      address: address.toLowerCase(),
      topics,
      data,
      block: Number(blockNumber),
      transaction: transactionHash,
    }))
  }

  /** Waits until the JSON-RPC has taken in a block, which comes a moment after the chain's own. */
  async #reach(block) {
    for (let tries = 0; (await this.client.getBlockNumber({ cacheTime: 0 })) < block; tries++) {
      if (tries === 100) throw new Error(`the Ethereum JSON-RPC has not come to block ${block}`)
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
  }

  /** The chain knows whose an Ethereum key's address is. */
  async knows() {
    return true
  }

  /** What a deployment would cost, deposits included. */
  async deployCost(account, abi, bytecode, args) {
    const data = encodeDeployData({ abi, bytecode, args })
    return (await this.client.estimateGas({ account: account.address, data })) * (await this.client.getGasPrice())
  }

  /** Deploys, and waits until it is in a block. */
  async deploy(account, abi, bytecode, args) {
    const data = encodeDeployData({ abi, bytecode, args })
    return this.#send(account, { to: null, data })
  }

  /** Calls a contract. A refusal throws [`Refused`], with the contract's own error, before anything is sent. */
  async call(account, { address, abi, functionName, args = [], value = 0n }) {
    const call = { account: account.address, address, abi, functionName, args, value }
    try {
      await this.client.simulateContract(call)
    } catch (error) {
      const reverted = error instanceof BaseError && error.walk((cause) => cause instanceof ContractFunctionRevertedError)
      if (reverted) throw new Refused(functionName, reverted.data)
      throw error
    }
    return this.#send(account, { to: address, data: encodeFunctionData({ abi, functionName, args }), value })
  }

  /** Pays an account with an Ethereum key. */
  pay(account, to, value) {
    return this.#send(account, { to: to.address, value })
  }

  async #send(account, transaction) {
    const estimate = await this.client.estimateGas({ account: account.address, ...transaction })
    const wallet = createWalletClient({ account, chain: this.chain, transport: this.transport })
    const hash = await wallet.sendTransaction({ ...transaction, gas: (estimate * MARGIN[0]) / MARGIN[1] })
    const receipt = await this.client.waitForTransactionReceipt({ hash, timeout: 180_000 })
    if (receipt.status !== 'success') throw new Error(`the transaction ${hash} failed in block ${receipt.blockNumber}`)
    const { gasUsed, effectiveGasPrice, blockNumber, contractAddress, logs } = receipt
    return {
      address: contractAddress,
      block: Number(blockNumber),
      transaction: hash,
      logs: logs.map(({ address, topics, data }) => ({ address: address.toLowerCase(), topics, data })),
      cost: gasUsed * effectiveGasPrice,
      estimate: estimate * effectiveGasPrice,
    }
  }
}
