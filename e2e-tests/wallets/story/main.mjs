// Tells the demo's story on a running node with wallets, and audits it by what the chain's events say.
// `scripts/story --help` says more.
import { parseArgs } from 'node:util'
import { ss58 } from '../chains/accounts.mjs'
import { connect } from '../chains/connect.mjs'
import { Misuse } from '../chains/misuse.mjs'
import { network } from '../chains/networks.mjs'
import { units } from '../deploy/cost.mjs'
import { checkKey, password, readKey } from '../keys/read.mjs'
import { compare, compareSides, eventsOf, rebuild } from './audit.mjs'
import { STORIES, assemble, chainsOf } from './cast.mjs'
import { Deployment } from './deployment.mjs'
import { tell } from './tell.mjs'

const plain = (_, value) => (typeof value === 'bigint' ? value.toString() : value)

/** The story, and the audit of the deployment after it. */
async function run({ wallets, urls, key, deployment: file, say }) {
  const kinds = chainsOf(wallets)
  const chains = {}
  try {
    for (const kind of kinds) chains[kind] = await connect(network(urls[kind]))
    const [bank] = kinds.map((kind) => chains[kind])
    const deployment = Deployment.read(file, bank.id)
    const funder = await readKey(key, { env: process.env, chain: bank, password })
    say(`chain ${bank.id}: giving money to six accounts made for this, from ${funder.address} (${ss58(funder, bank.prefix)})`)
    const cast = await assemble(wallets, chains, funder, deployment)
    const story = await tell({ cast, deployment, say })
    say('auditing: every event from block 0 on, against what the contracts answer')
    const { number } = await bank.head()
    // Substrate's side has all events; the Ethereum side those of its own transactions.
    const events = await eventsOf(bank, deployment, number)
    const claims = await compare(rebuild(events), bank, deployment)
    const sides = chains.ethereum && chains.substrate && compareSides(await eventsOf(chains.ethereum, deployment, number), events)
    return { cast, story, claims, events, sides }
  } finally {
    Object.values(chains).forEach((chain) => chain.close())
  }
}

function show({ cast, story, claims, events, sides }, symbol) {
  const width = Math.max(...cast.everybody.map(({ name }) => name.length))
  console.log('')
  for (const who of cast.everybody) {
    console.log(`  ${who.name.padEnd(width)}  ${who.kind.padEnd(9)}  ${who.address}  ${ss58(who.account, who.chain.prefix)}`)
  }
  const spare = story.sent.map(({ estimate, cost }) => Number((estimate * 1_000n) / cost - 1_000n) / 10)
  console.log(`
  works               ${story.works.length}, and a catalogue of them
  licences            ${story.licences.length}, for ${units(story.prices, symbol)}
  paid to payees      ${units(story.paid, symbol)}, and ${story.left} EVM units are left by rounding
  transactions        ${story.sent.length}, for ${units(story.sent.reduce((sum, { cost }) => sum + cost, 0n), symbol)} in fees and deposits
  estimates           ${Math.min(...spare)} to ${Math.max(...spare)} % above what was charged
  events              ${events.length}${sides ? `, of which the Ethereum JSON-RPC shows ${events.length - sides.hidden.length}` : ''}
`)
  for (const { text, said, found, unit, ok } of claims) {
    console.log(`  ${ok ? 'holds' : 'FAILS'}  ${text}: ${[said, unit].join(' ').trimEnd()}${ok ? '' : `, and the events say ${found}`}`)
  }
}

async function main() {
  const text = { type: 'string' }
  const { values } = parseArgs({
    options: { url: text, 'substrate-url': text, wallets: text, key: text, deployment: text, symbol: text, json: { type: 'boolean' } },
  })
  checkKey(values.key)
  const wallets = values.wallets ?? 'ethereum'
  if (!STORIES.includes(wallets)) throw new Misuse(`--wallets ${wallets}: ${STORIES.join(', ')}`)
  const symbol = values.symbol ?? 'UNIT'
  const told = await run({
    wallets,
    urls: { ethereum: values.url ?? 'local', substrate: values['substrate-url'] ?? 'local-substrate' },
    key: values.key,
    deployment: values.deployment ?? 'deployment.json',
    say: (line) => console.error(line),
  })
  const { cast, story, claims, events, sides } = told
  if (values.json) {
    const people = cast.everybody.map(({ name, kind, address, account, chain }) => ({ name, kind, address, ss58: ss58(account, chain.prefix) }))
    const hidden = sides ? sides.hidden.length : null
    console.log(JSON.stringify({ wallets, people, ...story, audit: claims, events: events.length, hidden }, plain, 2))
  } else show(told, symbol)
  if (claims.every(({ ok }) => ok) && !sides?.unknown.length) return
  process.exitCode = 1
  if (wallets === 'ethereum') {
    console.error('\nThe Ethereum JSON-RPC shows no event of Substrate wallets. If some were at work here: --wallets mixed reads the chain’s own events.')
  }
}

try {
  await main()
} catch (error) {
  console.error(`error: ${error.shortMessage ?? error.message}`)
  process.exitCode = error instanceof Misuse || error.code?.startsWith('ERR_PARSE_ARGS') ? 2 : 1
}
