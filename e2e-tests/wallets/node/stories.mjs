// The demo's story on a running node: once with Ethereum wallets alone, once with Substrate wallets alone,
// once with both; each on a deployment of its own, and each audited by what its kind of wallet can read.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ss58 } from '../chains/accounts.mjs'
import { connect } from '../chains/connect.mjs'
import * as ethereumKeys from '../keys/ethereum.mjs'
import * as substrateKeys from '../keys/substrate.mjs'
import { compare, compareSides, eventsOf, rebuild } from '../story/audit.mjs'
import { assemble, chainsOf } from '../story/cast.mjs'
import { Deployment } from '../story/deployment.mjs'
import { NATIVE, TOKEN } from '../story/plan.mjs'
import { tell } from '../story/tell.mjs'
import { URLS, deploy, place } from './lib/running.mjs'

const FUNDERS = { ethereum: () => ethereumKeys.dev(), substrate: () => substrateKeys.dev() }

/** Tells a story on a new deployment, made by the JSON-RPC of its first kind of wallet. */
async function telling(story, chains) {
  const [bank] = chainsOf(story)
  const file = place()
  const deployed = await deploy(URLS[bank], file, ['--key', 'dev'])
  assert.equal(deployed.status, 0, deployed.stderr)
  const deployment = Deployment.read(file, chains[bank].id)
  const cast = await assemble(story, chains, FUNDERS[bank](), deployment)
  return { deployment, cast, told: await tell({ cast, deployment, say: () => {} }) }
}

/**
 * What was paid to a Substrate account before the chain knew it stands on the account that an Ethereum key with
 * its address would have; its owner, known by now, moves it.
 */
async function checkStandIn(chain, { address, account }) {
  const paid = await chain.balance(address)
  assert.ok(paid > 0n)
  await chain.pay(FUNDERS.substrate(), account, TOKEN)
  const own = await chain.balance(address)
  assert.ok(own <= TOKEN, 'the address is the account’s own now')
  const { Balances, Revive } = chain.api.tx
  const all = Balances.transfer_all({ dest: { type: 'Id', value: ss58(account) }, keep_alive: false })
  const { ok } = await Revive.dispatch_as_fallback_account({ call: all.decodedCall }).signAndSubmit(account.signer)
  assert.ok(ok)
  const gained = (await chain.balance(address)) - own
  assert.ok(gained > paid - TOKEN / 10n && gained < paid + TOKEN / 10n, `${gained} of ${paid}, but for the fee and what keeps an account alive`)
}

async function withChains(kinds, then) {
  const chains = {}
  try {
    for (const kind of kinds) chains[kind] = await connect({ url: URLS[kind] })
    await then(chains)
  } finally {
    Object.values(chains).forEach((chain) => chain.close())
  }
}

/** That a wallet says before what a transaction will cost, fee and deposit: in thousandths of what was charged. */
function checkEstimates({ sent }, most) {
  assert.ok(sent.length > 40)
  for (const { contract, message, estimate, cost } of sent) {
    const told = (estimate * 1_000n) / cost
    assert.ok(told >= 995n && told <= most, `${contract}.${message}: ${estimate} told, ${cost} charged`)
  }
}
/** `eth_estimateGas` stops searching where it is near enough; a dry run knows. */
const MOST_TOLD = { ethereum: 1_040n, substrate: 1_010n, mixed: 1_040n }

const hold = (claims) => claims.forEach(({ text, said, found, ok }) => assert.ok(ok, `${text}: ${said}, and the events say ${found}`))
/** The same events, whichever side showed them. */
const plain = (events) => events.map(({ contract, name, args, block }) => ({ contract, name, args, block }))

/** That each payment of the chain's own token was a transfer in the same block, by the chain's own events. */
async function checkTransfers(chain, payments) {
  const blocks = new Map()
  for (const { to, amount, block } of payments.filter(({ currency }) => currency === NATIVE)) {
    if (!blocks.has(block)) blocks.set(block, await chain.transfers(block))
    const transfers = blocks.get(block)
    // What is below the chain's smallest unit is not in its events.
    const found = transfers.findIndex((transfer) => transfer.to === to && transfer.amount <= amount + chain.smallest && amount < transfer.amount + chain.smallest)
    assert.ok(found >= 0, `${amount} to ${to} in block ${block}`)
    transfers.splice(found, 1)
  }
}

test('x6_by_eth_getlogs_alone_the_story_of_ethereum_wallets_is_rebuilt', async () => {
  await withChains(['ethereum', 'substrate'], async (chains) => {
    const { deployment, told } = await telling('ethereum', { ethereum: chains.ethereum })
    checkEstimates(told, MOST_TOLD.ethereum)
    const { number } = await chains.ethereum.head()
    const seen = await eventsOf(chains.ethereum, deployment, number)
    const rebuilt = rebuild(seen)
    assert.equal(rebuilt.works.size, told.works.length + 1)
    assert.equal(rebuilt.licences.size, told.licences.length)
    for (const { licence, work, total } of told.licences) {
      const { record, price } = rebuilt.licences.get(licence)
      assert.deepEqual([record, price], [work.record, total])
    }
    hold(await compare(rebuilt, chains.ethereum, deployment))
    // The Substrate side has the same events in the same blocks, and a transfer for each payment.
    const substrate = await eventsOf(chains.substrate, deployment, number)
    assert.deepEqual(compareSides(seen, substrate), { hidden: [], unknown: [] })
    assert.deepEqual(plain(seen), plain(substrate))
    await checkTransfers(chains.substrate, rebuilt.payments)
  })
})

test('x6_by_the_chains_own_events_the_story_of_substrate_wallets_is_rebuilt', async () => {
  await withChains(['ethereum', 'substrate'], async (chains) => {
    const { deployment, cast, told } = await telling('substrate', { substrate: chains.substrate })
    checkEstimates(told, MOST_TOLD.substrate)
    const { number } = await chains.substrate.head()
    const seen = await eventsOf(chains.substrate, deployment, number)
    const rebuilt = rebuild(seen)
    assert.equal(rebuilt.licences.size, told.licences.length)
    hold(await compare(rebuilt, chains.substrate, deployment))
    await checkTransfers(chains.substrate, rebuilt.payments)
    await checkStandIn(chains.substrate, cast.newcomer)
    // The Ethereum JSON-RPC has the same contracts, and answers the same, but shows no event of Substrate's extrinsics.
    hold(await compare(rebuilt, chains.ethereum, deployment))
    assert.deepEqual(await eventsOf(chains.ethereum, deployment, number), [])
  })
})

test('x6_an_auditor_notices_what_the_ethereum_side_does_not_show_of_both_kinds_of_wallet', async () => {
  await withChains(['ethereum', 'substrate'], async (chains) => {
    const { deployment, told } = await telling('mixed', chains)
    checkEstimates(told, MOST_TOLD.mixed)
    const { number } = await chains.substrate.head()
    const all = await eventsOf(chains.substrate, deployment, number)
    const rebuilt = rebuild(all)
    assert.equal(rebuilt.licences.size, told.licences.length)
    hold(await compare(rebuilt, chains.substrate, deployment))
    await checkTransfers(chains.substrate, rebuilt.payments)
    const shown = await eventsOf(chains.ethereum, deployment, number)
    const { hidden, unknown } = compareSides(shown, all)
    assert.deepEqual(unknown, [])
    assert.ok(hidden.length > 0 && shown.length > 0)
    // What the Substrate buyer bought is missing there, and the number of licences says so.
    const [, licences] = await compare(rebuild(shown), chains.ethereum, deployment)
    assert.deepEqual([licences.ok, licences.said], [false, BigInt(told.licences.length)])
    assert.equal(licences.found, BigInt(told.licences.filter(({ deal }) => deal !== 'retrieval').length))
  })
})
