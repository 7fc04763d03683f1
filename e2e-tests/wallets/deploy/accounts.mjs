// Accounts in Substrate's form.
import { blake2b } from '@noble/hashes/blake2b'
import { base58 } from '@scure/base'
import { hexToBytes } from 'viem'

/** The Substrate account of an Ethereum address (its 20 bytes, then twelve of 0xEE), as text with Polkadot's prefix, 0. */
export function ss58(address) {
  const account = new Uint8Array(33).fill(0xee)
  account[0] = 0
  account.set(hexToBytes(address), 1)
  const prefix = new TextEncoder().encode('SS58PRE')
  const checksum = blake2b(Uint8Array.from([...prefix, ...account]), { dkLen: 64 }).subarray(0, 2)
  return base58.encode(Uint8Array.from([...account, ...checksum]))
}
