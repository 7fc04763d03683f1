// Chains by name. The local one is what scripts/node starts; the others' addresses are those of Polkadot's
// documentation for developers ("Connect to Polkadot", Ethereum JSON-RPC).
import { Misuse } from './misuse.mjs'

export const NETWORKS = {
  local: { url: 'http://127.0.0.1:8545', chainId: 420_420_420 },
  'polkadot-hub-testnet': { url: 'https://eth-rpc-testnet.polkadot.io/', chainId: 420_420_417 },
  'polkadot-hub': { url: 'https://eth-rpc.polkadot.io/', chainId: 420_420_419 },
}

/** The URL, and the chain id if the name says one. */
export function network(name) {
  if (name === undefined) throw new Misuse(`--url is missing: a URL, or one of ${Object.keys(NETWORKS).join(', ')}`)
  if (name in NETWORKS) return NETWORKS[name]
  if (/^https?:\/\/\S+$/.test(name)) return { url: name }
  throw new Misuse(`--url ${name}: neither an http URL of Ethereum JSON-RPC nor one of ${Object.keys(NETWORKS).join(', ')}`)
}
