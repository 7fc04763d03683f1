// A chain by its Ethereum JSON-RPC, as far as deploying asks of it.
import {
  BaseError,
  ContractFunctionRevertedError,
  createPublicClient,
  createWalletClient,
  defineChain,
  encodeDeployData,
  http,
  keccak256,
} from 'viem'
import { Misuse } from './misuse.mjs'

/** Over an estimate: what other transactions change meanwhile. What is not used comes back. */
const MARGIN = [120n, 100n]

/** The chain at a URL; it has to have the id, if one is given. */
export async function connect({ url, chainId }) {
  const transport = http(url, { retryCount: 2, timeout: 60_000 })
  let id
  try {
    id = await createPublicClient({ transport }).getChainId()
  } catch (error) {
    throw new Misuse(`${url} does not answer as Ethereum JSON-RPC: ${error.details ?? error.shortMessage ?? error.message}`)
  }
  if (chainId !== undefined && id !== chainId) throw new Misuse(`${url} is chain ${id}, not ${chainId}`)
  const chain = defineChain({
    id,
    name: `chain ${id}`,
    nativeCurrency: { name: 'the chain’s own token', symbol: 'UNIT', decimals: 18 },
    rpcUrls: { default: { http: [url] } },
  })
  return new Chain(createPublicClient({ chain, transport, pollingInterval: 200 }), chain, transport)
}

/** The name of the contract's own error with which a call was refused. */
export function refusal(error) {
  const reverted = error instanceof BaseError && error.walk((cause) => cause instanceof ContractFunctionRevertedError)
  return reverted ? reverted.data?.errorName : undefined
}

class Chain {
  constructor(client, chain, transport) {
    Object.assign(this, { client, chain, transport, id: chain.id })
  }

  /** The hash of block 0: it tells two chains with the same id apart. */
  async genesis() {
    return (await this.client.getBlock({ blockNumber: 0n })).hash
  }

  /** The hash of the code at an address; `undefined` where there is none. */
  async codeHash(address) {
    const code = await this.client.getCode({ address })
    return code && keccak256(code)
  }

  balance(address) {
    return this.client.getBalance({ address })
  }

  gasPrice() {
    return this.client.getGasPrice()
  }

  read(address, abi, functionName, args = []) {
    return this.client.readContract({ address, abi, functionName, args })
  }

  /** The events of this name that a contract emitted from a block on. */
  events(address, abi, eventName, fromBlock) {
    return this.client.getContractEvents({ address, abi, eventName, fromBlock: BigInt(fromBlock), toBlock: 'latest' })
  }

  /** What a deployment would take, in gas. */
  estimateDeploy(account, abi, bytecode, args) {
    return this.client.estimateGas({ account: account.address, data: encodeDeployData({ abi, bytecode, args }) })
  }

  /** Deploys, and waits until it is in a block. */
  async deploy(account, abi, bytecode, args) {
    const data = encodeDeployData({ abi, bytecode, args })
    return this.send(account, { to: null, data })
  }

  /** Calls a contract; a refusal throws, with the contract's own error, before anything is sent. */
  async call(account, address, abi, functionName, args) {
    const { request } = await this.client.simulateContract({ account: account.address, address, abi, functionName, args })
    const gas = ((await this.client.estimateContractGas({ ...request, account: account.address })) * MARGIN[0]) / MARGIN[1]
    const wallet = createWalletClient({ account, chain: this.chain, transport: this.transport })
    return this.included(await wallet.writeContract({ address, abi, functionName, args, gas }))
  }

  async send(account, transaction) {
    const estimate = await this.client.estimateGas({ account: account.address, ...transaction })
    const wallet = createWalletClient({ account, chain: this.chain, transport: this.transport })
    return this.included(await wallet.sendTransaction({ ...transaction, gas: (estimate * MARGIN[0]) / MARGIN[1] }))
  }

  async included(hash) {
    const receipt = await this.client.waitForTransactionReceipt({ hash, timeout: 180_000 })
    if (receipt.status !== 'success') throw new Error(`the transaction ${hash} failed in block ${receipt.blockNumber}`)
    return { ...receipt, cost: receipt.gasUsed * receipt.effectiveGasPrice }
  }
}
