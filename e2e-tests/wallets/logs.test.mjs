// Logs of an Ethereum JSON-RPC that gives at most 10 000 at once, without a word, and in no order.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { after, before, test } from 'node:test'
import { numberToHex, pad, zeroHash } from 'viem'
import { connect } from './chains/ethereum.mjs'

const ADDRESS = `0x${'1'.repeat(40)}`
const BLOCKS = 40
const PER_BLOCK = 700
const MOST = 10_000
let server
let chain
let ranges = []

const log = (block, place) => ({
  address: ADDRESS,
  topics: [pad(numberToHex(block * PER_BLOCK + place))],
  data: '0x',
  blockNumber: numberToHex(block),
  blockHash: zeroHash,
  transactionHash: zeroHash,
  transactionIndex: '0x1',
  logIndex: numberToHex(place),
  removed: false,
})

function answer({ method, params }) {
  if (method === 'eth_chainId') return '0x1'
  if (method === 'eth_blockNumber') return numberToHex(BLOCKS)
  const [from, to] = [params[0].fromBlock, params[0].toBlock].map(Number)
  ranges.push([from, to])
  const logs = []
  // Block 0 has more than anybody shows.
  for (let block = from; block <= to; block++) for (let place = 0; place < (block ? PER_BLOCK : MOST); place++) logs.unshift(log(block, place))
  return logs.slice(0, MOST)
}

before(async () => {
  server = createServer(async (request, response) => {
    let body = ''
    for await (const part of request) body += part
    const asked = JSON.parse(body)
    response.end(JSON.stringify({ jsonrpc: '2.0', id: asked.id, result: answer(asked) }))
  })
  await new Promise((listens) => server.listen(0, '127.0.0.1', listens))
  chain = await connect(`http://127.0.0.1:${server.address().port}`)
})
after(() => server.close())

test('an answer that may be cut off is asked for in parts, and all of it is in order', async () => {
  const logs = await chain.logs([ADDRESS], 1, BLOCKS)
  assert.deepEqual(logs.map(({ topics: [number] }) => Number(number)), Array.from({ length: BLOCKS * PER_BLOCK }, (_, place) => PER_BLOCK + place))
  assert.deepEqual(ranges, [[1, 40], [1, 20], [1, 10], [11, 20], [21, 40], [21, 30], [31, 40]])
})

test('a block with more than is shown is an error', async () => {
  await assert.rejects(chain.logs([ADDRESS], 0, 0), /block 0 has 10000 logs or more/)
})
