// Deploys the contracts that this source builds and tells them of each other; goes on where an earlier run
// was broken off. `scripts/deploy --help` says more.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { isAddress, parseEventLogs, toHex, zeroAddress } from 'viem'
import { ss58 } from '../chains/accounts.mjs'
import { connect } from '../chains/connect.mjs'
import { Misuse } from '../chains/misuse.mjs'
import { network } from '../chains/networks.mjs'
import { Refused } from '../chains/refused.mjs'
import { ask, checkKey, isDev, password, readKey } from '../keys/read.mjs'
import { line, units } from './cost.mjs'
import { BOUND, CONTRACTS, abiOf, abiPath, bindValues, boundValues, constructorValues } from './plan.mjs'
import { known, open, save } from './record.mjs'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const say = (text) => console.error(text)
/** What a `bind` costs of the smallest contract's deployment, about: only told beforehand, estimated when it is sent. */
const BINDING = 0.01

/** What was built: code, its hash, and its interface, by contract. */
function blobs(file) {
  const built = JSON.parse(readFileSync(file, 'utf8')).contracts
  return Object.fromEntries(
    CONTRACTS.map((name) => {
      const one = built.find((found) => found.contract === name)
      if (!one) throw new Misuse(`${name} was not built`)
      return [name, { name, code: toHex(readFileSync(resolve(root, one.blob))), bytes: one.bytes, code_hash: one.code_hash, abi: abiOf(name) }]
    }),
  )
}

/** That what an earlier run deployed is there, with the code that is built now. */
async function checkEarlier(chain, record, built) {
  for (const { name, address, code_hash } of record.contracts) {
    const found = await chain.codeHash(address)
    if (found === undefined) throw new Error(`${name} is not at ${address}, where the record says it is`)
    if (found !== code_hash) throw new Error(`${name} at ${address} has the code ${found}, and the record says ${code_hash}`)
    if (!built[name]) throw new Error(`${name} is none of the contracts`)
    if (code_hash !== built[name].code_hash) {
      throw new Error(`${name} at ${address} has the code ${code_hash}, and ${built[name].code_hash} was built: the source has changed since; begin another deployment by --out`)
    }
  }
}

/** What is missing, and about what each costs, in EVM units. */
async function costs(chain, account, missing, unbound, built) {
  const measured = []
  for (const name of ['terms-book', 'licence-token']) {
    const { abi, code, bytes } = built[name]
    measured.push({ bytes, cost: Number(await chain.deployCost(account, abi, code, [])) })
  }
  const costOf = line(measured)
  const rows = missing.map((name) => ({ name, bytes: built[name].bytes, cost: BigInt(costOf(built[name].bytes)) }))
  const binding = BigInt(Math.ceil(measured[0].cost * BINDING))
  unbound.forEach((name) => rows.push({ name: `bind ${name}`, bytes: 0, cost: binding }))
  return { rows, total: rows.reduce((sum, { cost }) => sum + cost, 0n) }
}

function show({ rows, total }, deployer, balance, chain, symbol) {
  say(`\nchain ${chain.id}; deployer ${deployer.address} (${deployer.ss58}) with ${units(balance, symbol)}\n`)
  const width = Math.max(...rows.map(({ name }) => name.length))
  for (const { name, bytes, cost } of rows) {
    say(`  ${name.padEnd(width)}  ${bytes ? `${String(bytes).padStart(6)} bytes` : ' '.repeat(12)}  about ${units(cost, symbol)}`)
  }
  say(`  ${'in all'.padEnd(width)}  ${' '.repeat(12)}  about ${units(total, symbol)}, deposits for storage included\n`)
}

/** Tells a contract of the others; or finds that a run did which was broken off before it wrote that down. */
async function bind(chain, account, name, abi, record) {
  const { address, block } = known(record)[name]
  try {
    return await chain.call(account, { address, abi, functionName: 'bind', args: bindValues(abi, known(record)) })
  } catch (error) {
    if (!(error instanceof Refused) || error.errorName !== 'AlreadyBound') throw error
    const logs = await chain.logs([address], block, (await chain.head()).number)
    const [bound] = parseEventLogs({ abi, logs, eventName: 'Bound' })
    const wanted = Object.entries(boundValues(abi, known(record)))
    const other = wanted.find(([field, value]) => bound?.args[field]?.toLowerCase() !== value.toLowerCase())
    if (other) throw new Error(`${name} at ${address} is bound already, and to another ${other[0]}: ${bound?.args[other[0]]}`)
    return { ...bound, cost: 0n }
  }
}

/** Asks whether to send something, unless it was said before or it is nobody's money. */
async function confirm(values, question) {
  if (values.yes || isDev(values.key)) return
  const answer = await ask(question)
  if (answer === undefined) throw new Misuse('there is no terminal to ask at: --yes')
  if (answer.trim() !== 'yes') throw new Error('nothing was sent')
}

async function deploy(values) {
  checkKey(values.key)
  const net = network(values.url)
  const arbiter = values.arbiter ?? zeroAddress
  if (!isAddress(arbiter, { strict: false })) throw new Misuse(`--arbiter ${arbiter} is no address`)
  if (!/^\d+$/.test(values.bond ?? '1')) throw new Misuse(`--bond ${values.bond} is no number of EVM units`)
  const chain = await connect(net)
  try {
    return await deployTo(chain, values, { arbiter, bond: BigInt(values.bond ?? 10n ** 18n) }, values.symbol ?? 'UNIT')
  } finally {
    chain.close()
  }
}

async function deployTo(chain, values, judged, symbol) {
  const account = await readKey(values.key, { env: process.env, chain, password })
  const built = blobs(values.built)
  const deployer = { address: account.address, ss58: ss58(account, chain.prefix) }
  const record = open(values.out, { chainId: chain.id, genesis: await chain.genesis(), deployer })
  await checkEarlier(chain, record, built)
  const missing = CONTRACTS.filter((name) => !(name in known(record)))
  const unbound = BOUND.filter((name) => !record.bound.some((one) => one.name === name))
  if (missing.length + unbound.length > 0) {
    const balance = await chain.balance(account.address)
    if (balance === 0n) throw new Error(`${account.address} has ${units(balance, symbol)}: nothing was sent`)
    if (!(await chain.knows(account))) {
      say(`chain ${chain.id} does not know yet whose the address ${account.address} is; told by revive.map_account, for a small deposit, it does`)
      if (values['dry-run']) throw new Error('what the contracts cost can only be told after that: nothing was sent')
      await confirm(values, 'Tell it? (yes) ')
      await chain.map(account)
    }
    const estimate = await costs(chain, account, missing, unbound, built).catch((error) => {
      // A dry run of an account that has too little fails.
      throw new Error(`${account.address} has ${units(balance, symbol)}, and what this costs can't be told: ${error.shortMessage ?? error.message}; nothing was sent`)
    })
    show(estimate, deployer, balance, chain, symbol)
    if (balance < estimate.total) {
      throw new Error(`${account.address} has ${units(balance, symbol)}, and this takes about ${units(estimate.total, symbol)}: nothing was sent`)
    }
    if (values['dry-run']) return { record, spent: 0n, symbol }
    await confirm(values, 'Send it? (yes) ')
  }
  let spent = 0n
  for (const name of missing) {
    const { abi, code, code_hash } = built[name]
    const receipt = await chain.deploy(account, abi, code, constructorValues(name, abi, known(record), judged))
    const { address } = receipt
    const found = await chain.codeHash(address)
    if (found !== code_hash) throw new Error(`${name} at ${address} has the code ${found}, and ${code_hash} was sent`)
    record.contracts.push({ name, address, code_hash, abi: abiPath(name), block: receipt.block, transaction: receipt.transaction })
    save(values.out, record)
    spent += receipt.cost
    say(`${name.padEnd(20)}  ${address}  ${units(receipt.cost, symbol)}`)
  }
  for (const name of unbound) {
    const { abi } = built[name]
    const receipt = await bind(chain, account, name, abi, record)
    record.bound.push({ name, block: receipt.block, transaction: receipt.transaction })
    save(values.out, record)
    spent += receipt.cost
    say(`${`bind ${name}`.padEnd(20)}  ${known(record)[name].address}  ${units(receipt.cost, symbol)}`)
  }
  return { record, spent, symbol }
}

async function main() {
  const text = { type: 'string' }
  const flag = { type: 'boolean' }
  const { values } = parseArgs({
    options: { url: text, key: text, out: text, built: text, arbiter: text, bond: text, symbol: text, yes: flag, 'dry-run': flag, json: flag },
  })
  values.out ??= 'deployment.json'
  const { record, spent, symbol } = await deploy(values)
  if (values.json) console.log(JSON.stringify(record, null, 2))
  else if (values['dry-run']) console.log('nothing was sent')
  else console.log(`${record.contracts.length} contracts on chain ${record.chain_id}, bound; ${units(spent, symbol)} spent; see ${values.out}`)
}

try {
  await main()
} catch (error) {
  console.error(`error: ${error.shortMessage ?? error.message}`)
  process.exitCode = error instanceof Misuse || error.code?.startsWith('ERR_PARSE_ARGS') ? 2 : 1
}
