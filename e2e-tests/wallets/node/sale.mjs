// A work is registered, divided, offered and sold on a running node, by Ethereum wallets and viem with the
// published interfaces. The node's URL is in ETH_URL, the list of built contracts in BUILT.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import {
  BaseError,
  ContractFunctionRevertedError,
  concatHex,
  createPublicClient,
  createWalletClient,
  defineChain,
  encodeFunctionData,
  http,
  keccak256,
  pad,
  parseEventLogs,
  stringToHex,
  zeroAddress,
  zeroHash,
} from 'viem'
import { mnemonicToAccount } from 'viem/accounts'
import { LOCAL } from '../deploy/keys.mjs'
import { CONTRACTS, abiOf } from '../deploy/plan.mjs'

const url = process.env.ETH_URL ?? 'http://127.0.0.1:8545'
const chain = defineChain({
  id: LOCAL,
  name: 'local',
  nativeCurrency: { name: 'unit', symbol: 'UNIT', decimals: 18 },
  rpcUrls: { default: { http: [url] } },
})
const client = createPublicClient({ chain, transport: http(url), pollingInterval: 100 })
const account = (addressIndex) => mnemonicToAccount('test test test test test test test test test test test junk', { addressIndex })
const [creator, first, second, buyer] = [1, 2, 3, 4].map(account)
const abis = Object.fromEntries(CONTRACTS.map((name) => [name, abiOf(name)]))
// Terms of the demo's: to train, for ever, for commercial users.
const TRAIN = { uses: 0b111, users: 1, perpetual: true, duration: 0n, exclusive: false, transferable: true, attribution: false, revocable: false, notice: 0, derivativeShare: 0, resaleRoyalty: 0, document: zeroHash, uri: '' }
const NO_CONDITIONS = { supply: 0, opens: 0n, closes: 0n, buyer: zeroAddress, ceiling: 0n, since: 0n, edition: 0, referrer: zeroAddress, referral: 0, escrow: 0, upgradesFrom: zeroHash }
const PRICE = 3n * 10n ** 18n + 3n

let contracts
const at = (name) => contracts[name]

/** Sends a call, and gives the receipt. */
async function send(who, name, functionName, args, value = 0n) {
  const wallet = createWalletClient({ account: who, chain, transport: http(url) })
  const hash = await wallet.writeContract({ address: at(name), abi: abis[name], functionName, args, value })
  const receipt = await client.waitForTransactionReceipt({ hash })
  assert.equal(receipt.status, 'success', `${name}.${functionName}`)
  return receipt
}

/** Makes a block with a payment to oneself. */
async function nextBlock(who) {
  const wallet = createWalletClient({ account: who, chain, transport: http(url) })
  await client.waitForTransactionReceipt({ hash: await wallet.sendTransaction({ to: who.address, value: 1n }) })
}

const events = (receipt, name, eventName) =>
  parseEventLogs({ abi: abis[name], logs: receipt.logs.filter(({ address }) => address === at(name)), eventName }).map(({ args }) => args)

/** The contract's own error with which a call is refused before it is sent. */
async function refusal(who, name, functionName, args, value = 0n) {
  try {
    await client.simulateContract({ account: who.address, address: at(name), abi: abis[name], functionName, args, value })
  } catch (error) {
    const reverted = error instanceof BaseError && error.walk((cause) => cause instanceof ContractFunctionRevertedError)
    if (reverted) return reverted.data
    throw error
  }
  return undefined
}

before(() => {
  const out = join(mkdtempSync(join(tmpdir(), 'sale-')), 'deployment.json')
  const program = fileURLToPath(new URL('../deploy/main.mjs', import.meta.url))
  execFileSync(process.execPath, [program, '--built', process.env.BUILT, '--url', url, '--key', 'dev', '--out', out, '--yes'], { stdio: 'pipe' })
  contracts = Object.fromEntries(JSON.parse(readFileSync(out, 'utf8')).contracts.map(({ name, address }) => [name, address]))
})

test('a work is registered, divided and sold to an Ethereum wallet', async () => {
  const digest = `0x${createHash('sha256').update(randomBytes(32)).digest('hex')}`
  const record = BigInt(digest)
  const salt = `0x${randomBytes(32).toString('hex')}`
  const args = [record, creator.address, 0, 1n, 0, zeroHash, '', [], salt]
  const calldata = encodeFunctionData({ abi: abis['provenance-registry'], functionName: 'register', args })
  const domain = stringToHex('provenance-registry/commitment/1')
  const preimage = concatHex([domain, pad(at('provenance-registry')), pad(creator.address), calldata])
  await send(creator, 'provenance-registry', 'commit', [keccak256(preimage)])
  // A wallet's estimate is made in the newest block, which may not be the commitment's: there has to be one
  // more, and a node that makes blocks only for transactions needs one.
  await nextBlock(creator)
  await send(creator, 'provenance-registry', 'register', args)
  const read = (name, functionName, args) => client.readContract({ address: at(name), abi: abis[name], functionName, args })
  assert.equal(await read('provenance-registry', 'ownerOf', [record]), creator.address)

  const payees = [{ account: first.address, share: 7_000 }, { account: second.address, share: 3_000 }]
  await send(creator, 'settlements', 'setSplit', [record, payees])
  const published = await send(creator, 'terms-book', 'publishTerms', [TRAIN])
  const [{ terms }] = events(published, 'terms-book', 'TermsPublished')
  const price = { currency: zeroAddress, unitPrice: PRICE, unit: 0 }
  const offered = await send(creator, 'offers', 'createOffer', [record, terms, price, NO_CONDITIONS, []])
  const [{ offer }] = events(offered, 'offers', 'OfferCreated')
  assert.deepEqual(await read('offers', 'quote', [offer, 0n, zeroHash, buyer.address, zeroAddress]), { reason: 0, total: PRICE })

  // What is wrong is said by name, and nothing is paid for it.
  const reference = zeroHash
  const buy = [offer, 0n, zeroHash, PRICE, buyer.address, zeroAddress, reference]
  const balance = (who) => client.getBalance({ address: who.address })
  const had = await balance(buyer)
  const wrong = await refusal(buyer, 'licence-token', 'purchase', buy, PRICE - 1n)
  assert.deepEqual([wrong.errorName, wrong.args], ['WrongValue', [PRICE - 1n, PRICE]])
  const none = await refusal(buyer, 'licence-token', 'purchase', [offer + 1n, ...buy.slice(1)], PRICE)
  assert.equal(none.errorName, 'OfferRefused')
  const dear = await refusal(buyer, 'licence-token', 'purchase', [offer, 0n, zeroHash, PRICE - 1n, ...buy.slice(4)], PRICE)
  assert.deepEqual([dear.errorName, dear.args], ['TotalAboveMax', [PRICE, PRICE - 1n]])
  assert.equal(await balance(buyer), had, 'a refusal costs nothing')

  // The sale: to the last unit, and what was estimated.
  const [one, two] = [await balance(first), await balance(second)]
  const call = { account: buyer.address, address: at('licence-token'), abi: abis['licence-token'], functionName: 'purchase', args: buy, value: PRICE }
  const estimate = await client.estimateContractGas(call)
  const sold = await send(buyer, 'licence-token', 'purchase', buy, PRICE)
  const [{ licence, licensee, price: paid, direct }] = events(sold, 'licence-token', 'Purchased')
  assert.deepEqual([licensee, paid, direct], [buyer.address, PRICE, false])
  assert.equal((await balance(first)) - one, (PRICE * 7_000n) / 10_000n)
  assert.equal((await balance(second)) - two, (PRICE * 3_000n) / 10_000n)
  assert.equal(await read('royalty-splitter', 'owed', [zeroAddress]), PRICE - (PRICE * 7_000n) / 10_000n - (PRICE * 3_000n) / 10_000n)
  assert.equal(events(sold, 'royalty-splitter', 'Released').length, 2)
  assert.equal(had - (await balance(buyer)), PRICE + sold.gasUsed * sold.effectiveGasPrice, 'price, fee and deposit')
  assert.ok(sold.gasUsed <= estimate && estimate * 100n <= sold.gasUsed * 125n, `estimated ${estimate}, charged ${sold.gasUsed}`)

  // What the buyer holds.
  assert.equal(await read('licence-token', 'ownerOf', [licence]), buyer.address)
  const now = (await client.getBlock()).timestamp
  assert.equal(await read('licence-token', 'covers', [licence, record, buyer.address, 1, 0b1, now]), 0)
  assert.notEqual(await read('licence-token', 'covers', [licence, record, first.address, 1, 0b1, now]), 0)
  const uri = await read('licence-token', 'tokenURI', [licence])
  const [head, body] = uri.split(',', 2)
  assert.match(head, /^data:application\/json/)
  const document = JSON.parse(head.endsWith('base64') ? Buffer.from(body, 'base64').toString() : decodeURIComponent(uri.slice(head.length + 1)))
  assert.ok(document.name && Array.isArray(document.attributes), uri)
})
