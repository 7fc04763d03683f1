// Chains by name. The local one is what scripts/node starts; the others' addresses are those of Polkadot's
// documentation for developers ("Connect to Polkadot") and of viem's list of chains.
import { Misuse } from './misuse.mjs'

/** The local node's chain id. */
export const LOCAL = 420_420_420

/** By name: the chain id, Ethereum JSON-RPC, Substrate's. */
const CHAINS = {
  local: [LOCAL, 'http://127.0.0.1:8545', 'ws://127.0.0.1:9944'],
  'polkadot-hub-testnet': [420_420_417, 'https://eth-rpc-testnet.polkadot.io/', 'wss://asset-hub-paseo-rpc.n.dwellir.com'],
  'westend-hub': [420_420_421, 'https://westend-asset-hub-eth-rpc.polkadot.io', 'wss://westend-asset-hub-rpc.polkadot.io'],
  'kusama-hub': [420_420_418, 'https://eth-rpc-kusama.polkadot.io/', 'wss://kusama-asset-hub-rpc.polkadot.io'],
  'polkadot-hub': [420_420_419, 'https://eth-rpc.polkadot.io/', 'wss://polkadot-asset-hub-rpc.polkadot.io'],
}
const NAMES = `${Object.keys(CHAINS).join(', ')} (each also with -substrate)`

/** The URL, and the chain id if the name says one. `NAME-substrate` is the chain's Substrate JSON-RPC. */
export function network(name) {
  if (name === undefined) throw new Misuse(`--url is missing: a URL, or one of ${NAMES}`)
  if (/^(https?|wss?):\/\/\S+$/.test(name)) return { url: name }
  const [chainId, ethereum, substrate] = CHAINS[name.replace(/-substrate$/, '')] ?? []
  if (chainId === undefined) throw new Misuse(`--url ${name}: neither Ethereum JSON-RPC (http) nor Substrate's (ws), nor one of ${NAMES}`)
  return { chainId, url: name.endsWith('-substrate') ? substrate : ethereum }
}
