// `scripts/verify`'s program, against a chain of whose code this test decides.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { keccak256 } from 'viem'

const REGISTRY = '0x1111111111111111111111111111111111111111'
const TOKEN = '0x2222222222222222222222222222222222222222'
const FOREIGN = '0x3333333333333333333333333333333333333333'
const NOBODY = '0x4444444444444444444444444444444444444444'
const CODE = { [REGISTRY]: '0x50564d0001', [TOKEN]: '0x50564d0002', [FOREIGN]: '0x50564d0003' }

const folder = mkdtempSync(join(tmpdir(), 'verify-'))
const built = join(folder, 'built.json')
const deployment = join(folder, 'deployment.json')
let server
let url
let asked = []

/** What an Ethereum JSON-RPC answers, as far as it is asked here. */
function answer({ id, method, params = [] }) {
  asked.push([method, ...params])
  const result = method === 'eth_chainId' ? '0x190f1b41' : (CODE[params[0]] ?? '0x')
  return JSON.stringify({ jsonrpc: '2.0', id, result })
}

before(async () => {
  const one = (contract, address) => ({ contract, code_hash: keccak256(CODE[address]) })
  writeFileSync(built, JSON.stringify({ contracts: [one('provenance-registry', REGISTRY), one('licence-token', TOKEN)] }))
  const named = [{ name: 'provenance-registry', address: REGISTRY }, { name: 'licence-token', address: TOKEN }]
  writeFileSync(deployment, JSON.stringify({ contracts: named }))
  server = createServer(async (request, response) => {
    let body = ''
    for await (const part of request) body += part
    response.end(answer(JSON.parse(body)))
  })
  await new Promise((listens) => server.listen(0, '127.0.0.1', listens))
  url = `http://127.0.0.1:${server.address().port}`
})

after(() => {
  server.close()
  rmSync(folder, { recursive: true })
})

/** Runs the program: how it ends, and what it prints. */
async function run(...words) {
  asked = []
  const program = fileURLToPath(new URL('verify.mjs', import.meta.url))
  const child = spawn(process.execPath, [program, '--built', built, ...words])
  let [out, err] = ['', '']
  child.stdout.on('data', (text) => (out += text))
  child.stderr.on('data', (text) => (err += text))
  const code = await new Promise((ends) => child.on('close', ends))
  return { code, out, err }
}

test('x13_a_deployment_of_this_source_is_as_built', async () => {
  const { code, out, err } = await run('--url', url, '--deployment', deployment, '--json')
  assert.deepEqual([code, err], [0, ''])
  const hash = (address) => keccak256(CODE[address])
  const line = (name, address) => ({ address, name, found: name, code_hash: hash(address), ok: true, verdict: 'as built' })
  const contracts = [line('provenance-registry', REGISTRY), line('licence-token', TOKEN)]
  assert.deepEqual(JSON.parse(out), { chain_id: 420420417, ok: true, contracts })
})

test('x13_other_code_another_contract_and_no_contract_are_told_apart', async () => {
  const words = [`provenance-registry=${TOKEN}`, TOKEN, FOREIGN, NOBODY]
  const { code, out } = await run('--url', url, ...words)
  assert.equal(code, 1)
  const verdicts = out.split('\n').slice(1, 5).map((line) => line.split(/ {2,}/).at(-1))
  assert.deepEqual(verdicts, ['is licence-token', 'as built', 'not of this source', 'no contract'])
  assert.match(out, /chain 420420417: 3 of 4 differ/)
})

test('x13_the_code_is_that_of_the_block_asked_for', async () => {
  assert.equal((await run('--url', url, '--block', '18', REGISTRY)).code, 0)
  assert.deepEqual(asked.at(-1), ['eth_getCode', REGISTRY, '0x12'])
})

test('x4_what_cannot_be_asked_is_named', async () => {
  const refusals = [
    [[REGISTRY], '--url is missing'],
    [['--url', url], 'nothing to check: give --deployment or an address'],
    [['--url', url, '0x12'], '0x12 is no address'],
    [['--url', url, `splitter=${TOKEN}`], 'splitter is none of the contracts: provenance-registry, licence-token'],
    [['--url', url, '--block', 'latest', TOKEN], '--block latest is no number'],
    [['--url', url, '--deployment', built + 'x'], `--deployment ${built}x: ENOENT: no such file or directory, open '${built}x'`],
    [['--url', url, '--deployment', 'package.json'], '--deployment package.json: there is no list "contracts" in it'],
    [['--url', 'http://127.0.0.1:1', TOKEN], '--url http://127.0.0.1:1: fetch failed'],
    [['--url', url, '--key', TOKEN], "Unknown option '--key'"],
  ]
  for (const [words, says] of refusals) {
    const { code, out, err } = await run(...words)
    assert.deepEqual([code, out], [2, ''], says)
    assert.ok(err.startsWith(`error: ${says}`), err)
  }
})
