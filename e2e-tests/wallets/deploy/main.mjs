// Deploys the contracts that this source builds and tells them of each other; goes on where an earlier run
// was broken off. `scripts/deploy --help` says more.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { isAddress, toHex, zeroAddress } from 'viem'
import { ss58 } from './accounts.mjs'
import { connect, refusal } from './chain.mjs'
import { line, units } from './cost.mjs'
import { checkKey, readKey } from './keys.mjs'
import { Misuse } from './misuse.mjs'
import { network } from './networks.mjs'
import { BOUND, CONTRACTS, abiOf, abiPath, bindValues, boundValues, constructorValues } from './plan.mjs'
import { known, open, save } from './record.mjs'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const say = (text) => console.error(text)
/** Gas that a `bind` takes, about: only told beforehand, estimated when it is sent. */
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

/** Asks at the terminal, without showing what is typed where it is `secret`. */
function ask(question, secret = false) {
  if (!process.stdin.isTTY) return Promise.resolve(undefined)
  return new Promise((resolve) => {
    const terminal = createInterface({ input: process.stdin, output: process.stderr })
    terminal.question(question, (answer) => {
      terminal.close()
      if (secret) process.stderr.write('\n')
      resolve(answer)
    })
    if (secret) terminal._writeToOutput = () => {}
  })
}

async function password() {
  const given = process.env.KEYSTORE_PASSWORD ?? (await ask('Password of the keystore: ', true))
  if (given === undefined) throw new Misuse('a keystore needs its password: in KEYSTORE_PASSWORD, or at a terminal')
  return given
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
  const price = await chain.gasPrice()
  const measured = []
  for (const name of ['terms-book', 'licence-token']) {
    const { abi, code, bytes } = built[name]
    measured.push({ bytes, gas: Number(await chain.estimateDeploy(account, abi, code, [])) })
  }
  const gasOf = line(measured)
  const rows = missing.map((name) => ({ name, bytes: built[name].bytes, cost: BigInt(gasOf(built[name].bytes)) * price }))
  const binding = BigInt(Math.ceil(measured[0].gas * BINDING)) * price
  unbound.forEach((name) => rows.push({ name: `bind ${name}`, bytes: 0, cost: binding }))
  return { rows, total: rows.reduce((sum, { cost }) => sum + cost, 0n) }
}

function show({ rows, total }, account, balance, chain, symbol) {
  say(`\nchain ${chain.id}; deployer ${account.address} (${ss58(account.address)}) with ${units(balance, symbol)}\n`)
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
    return await chain.call(account, address, abi, 'bind', bindValues(abi, known(record)))
  } catch (error) {
    if (refusal(error) !== 'AlreadyBound') throw error
    const [log] = await chain.events(address, abi, 'Bound', block)
    const wanted = Object.entries(boundValues(abi, known(record)))
    const other = wanted.find(([field, value]) => log?.args[field]?.toLowerCase() !== value.toLowerCase())
    if (other) throw new Error(`${name} at ${address} is bound already, and to another ${other[0]}: ${log?.args[other[0]]}`)
    return { blockNumber: log.blockNumber, transactionHash: log.transactionHash, cost: 0n }
  }
}

async function deploy(values) {
  checkKey(values.key)
  const net = network(values.url)
  const arbiter = values.arbiter ?? zeroAddress
  if (!isAddress(arbiter, { strict: false })) throw new Misuse(`--arbiter ${arbiter} is no address`)
  if (!/^\d+$/.test(values.bond ?? '1')) throw new Misuse(`--bond ${values.bond} is no number of EVM units`)
  const judged = { arbiter, bond: BigInt(values.bond ?? 10n ** 18n) }
  const symbol = values.symbol ?? 'UNIT'
  const chain = await connect(net)
  const account = await readKey(values.key, { env: process.env, chainId: chain.id, password })
  const built = blobs(values.built)
  const deployer = { address: account.address, ss58: ss58(account.address) }
  const record = open(values.out, { chainId: chain.id, genesis: await chain.genesis(), deployer })
  await checkEarlier(chain, record, built)
  const missing = CONTRACTS.filter((name) => !(name in known(record)))
  const unbound = BOUND.filter((name) => !record.bound.some((one) => one.name === name))
  if (missing.length + unbound.length > 0) {
    const balance = await chain.balance(account.address)
    const estimate = await costs(chain, account, missing, unbound, built)
    show(estimate, account, balance, chain, symbol)
    if (balance < estimate.total) {
      throw new Error(`${account.address} has ${units(balance, symbol)}, and this takes about ${units(estimate.total, symbol)}: nothing was sent`)
    }
    if (values['dry-run']) return { record, spent: 0n, symbol }
    if (!values.yes) {
      const answer = await ask('Send it? (yes) ')
      if (answer === undefined) throw new Misuse('there is no terminal to ask at: --yes')
      if (answer.trim() !== 'yes') throw new Error('nothing was sent')
    }
  }
  let spent = 0n
  for (const name of missing) {
    const { abi, code, code_hash } = built[name]
    const receipt = await chain.deploy(account, abi, code, constructorValues(name, abi, known(record), judged))
    const address = receipt.contractAddress
    const found = await chain.codeHash(address)
    if (found !== code_hash) throw new Error(`${name} at ${address} has the code ${found}, and ${code_hash} was sent`)
    record.contracts.push({ name, address, code_hash, abi: abiPath(name), block: Number(receipt.blockNumber), transaction: receipt.transactionHash })
    save(values.out, record)
    spent += receipt.cost
    say(`${name.padEnd(20)}  ${address}  ${units(receipt.cost, symbol)}`)
  }
  for (const name of unbound) {
    const { abi } = built[name]
    const receipt = await bind(chain, account, name, abi, record)
    record.bound.push({ name, block: Number(receipt.blockNumber), transaction: receipt.transactionHash })
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
