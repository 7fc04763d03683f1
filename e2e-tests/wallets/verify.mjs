// Compares the code at addresses on a chain with the contracts that this source builds. Reads the
// chain by Ethereum JSON-RPC, two methods only: eth_chainId and eth_getCode.
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { createPublicClient, http, isAddress, keccak256 } from 'viem'

/** What the user asked cannot be done as it was asked. */
class Misuse extends Error {}

/** The addresses to look at, each with the contract that has to be there, if one was named. */
function wanted(words, deployment, built) {
  const list = words.map((word) => {
    const [first, second] = word.split('=', 2)
    return second === undefined ? { address: first } : { name: first, address: second }
  })
  if (deployment) {
    let contracts
    try {
      contracts = JSON.parse(readFileSync(deployment, 'utf8')).contracts
    } catch (error) {
      throw new Misuse(`--deployment ${deployment}: ${error.message}`)
    }
    if (!Array.isArray(contracts)) throw new Misuse(`--deployment ${deployment}: there is no list "contracts" in it`)
    list.push(...contracts.map(({ name, address }) => ({ name, address })))
  }
  if (list.length === 0) throw new Misuse('nothing to check: give --deployment or an address')
  for (const { name, address } of list) {
    if (!isAddress(address, { strict: false })) throw new Misuse(`${address} is no address`)
    if (name !== undefined && !built.some((one) => one.contract === name)) {
      throw new Misuse(`${name} is none of the contracts: ${built.map((one) => one.contract).join(', ')}`)
    }
  }
  return list
}

/** What is at an address, beside what should be. */
async function look(client, built, { name, address }, blockNumber) {
  const code = await client.getCode({ address, blockNumber })
  if (!code) return { address, name, found: null, code_hash: null, ok: false, verdict: 'no contract' }
  const code_hash = keccak256(code)
  const found = built.find((one) => one.code_hash === code_hash)?.contract ?? null
  const ok = found !== null && (name === undefined || name === found)
  const other = found === null ? 'not of this source' : `is ${found}`
  return { address, name: name ?? found, found, code_hash, ok, verdict: ok ? 'as built' : other }
}

/** Checks what the arguments ask, and gives the chain's id and a line for each address. */
async function verify({ url, words, deployment, block, built }) {
  const list = wanted(words, deployment, built)
  if (block !== undefined && !/^\d+$/.test(block)) throw new Misuse(`--block ${block} is no number`)
  const client = createPublicClient({ transport: http(url, { retryCount: 1, timeout: 20_000 }) })
  let chain_id
  try {
    chain_id = await client.getChainId()
  } catch (error) {
    throw new Misuse(`--url ${url}: ${error.details ?? error.shortMessage ?? error.message}`)
  }
  const at = block === undefined ? undefined : BigInt(block)
  const contracts = []
  for (const one of list) contracts.push(await look(client, built, one, at))
  return { chain_id, ok: contracts.every((one) => one.ok), contracts }
}

function table({ chain_id, ok, contracts }) {
  const rows = contracts.map(({ name, address, code_hash, verdict }) => [name ?? '?', address, code_hash ?? '-', verdict])
  rows.unshift(['contract', 'address', 'code hash', 'verdict'])
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column].length)))
  const lines = rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd())
  const wrong = contracts.filter((one) => !one.ok).length
  lines.push('', `chain ${chain_id}: ${ok ? 'all are as built' : `${wrong} of ${contracts.length} differ`}`)
  return lines.join('\n')
}

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      url: { type: 'string' },
      deployment: { type: 'string' },
      block: { type: 'string' },
      built: { type: 'string' },
      json: { type: 'boolean' },
    },
  })
  if (!values.url) throw new Misuse('--url is missing')
  const built = JSON.parse(readFileSync(values.built, 'utf8')).contracts
  const result = await verify({ ...values, words: positionals, built })
  console.log(values.json ? JSON.stringify(result, null, 2) : table(result))
  return result.ok ? 0 : 1
}

try {
  process.exitCode = await main()
} catch (error) {
  console.error(`error: ${error.message}`)
  process.exitCode = error instanceof Misuse || error.code?.startsWith('ERR_PARSE_ARGS') ? 2 : 1
}
