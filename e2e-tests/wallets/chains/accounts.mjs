// An account's two forms: 20 bytes on the Ethereum side, 32 bytes (written as SS58) on Substrate's.
import { ss58Address, ss58Decode } from '@polkadot-labs/hdkd-helpers'
import { bytesToHex, hexToBytes, keccak256 } from 'viem'

/** Twelve bytes that no public key ends with: an Ethereum address follows itself with them. */
const FILLING = 0xee

/** The Substrate account of an Ethereum key's address: its 20 bytes, then twelve of 0xEE. */
export function accountId(address) {
  const account = new Uint8Array(32).fill(FILLING)
  account.set(hexToBytes(address))
  return account
}

/** The address of a Substrate account: the last 20 bytes of its Keccak-256, or those of the Ethereum key that it is of. */
export function addressOf(account) {
  if (account.subarray(20).every((byte) => byte === FILLING)) return bytesToHex(account.subarray(0, 20))
  return `0x${keccak256(account).slice(-40)}`
}

/** The text of an account with a key of either kind, with a chain's prefix; Polkadot's is 0. */
export const ss58 = ({ address, publicKey, signer }, prefix = 0) => ss58Address(signer ? publicKey : accountId(address), prefix)

/** The 32 bytes that a text names, whatever its prefix. */
export const idOf = (text) => ss58Decode(text)[0]
