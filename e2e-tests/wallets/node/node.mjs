// scripts/node itself: what it says, what is taken, what it keeps.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { connect } from '../chains/connect.mjs'
import { LOCAL } from '../chains/networks.mjs'
import { dev } from '../keys/ethereum.mjs'
import { TOKEN } from '../story/plan.mjs'
import { URLS } from './lib/running.mjs'

const script = fileURLToPath(new URL('../../../scripts/node', import.meta.url))
/**
 * Ports that the node of the other tests has not, and that the system gives to no connection: a connection that has
 * ended keeps its port for a minute.
 */
const PORTS = ['--port', '29944', '--eth-port', '28545']

const start = (...words) => spawn(script, words, { stdio: ['ignore', 'pipe', 'pipe'] })

/** How it ends by itself. */
async function ended(child) {
  const [out, err] = [child.stdout, child.stderr].map((stream) => text(stream))
  const status = await new Promise((resolve) => child.once('close', resolve))
  return { status, out: await out, err: await err }
}

/** A node with these arguments while something is done, and how it ends when it is told to. */
async function whileRunning(words, then) {
  const child = start(...words, '--json')
  const end = ended(child)
  try {
    const ready = await Promise.race([
      new Promise((resolve) => child.stdout.once('data', (line) => resolve(JSON.parse(line)))),
      end.then(({ err }) => Promise.reject(new Error(err))),
    ])
    await then(ready)
  } finally {
    child.kill('SIGTERM')
  }
  assert.equal((await end).status, 0)
}

test('what is wrong with an argument is said', async () => {
  for (const [words, says] of [
    [['--port', '0'], /0 is no port/],
    [['--port', '65536'], /65536 is no port/],
    [['--eth-port', '9944'], /both ports are 9944/],
    [['--keep'], /--keep needs a value/],
    [['--nonsense'], /--nonsense: there is no such argument/],
  ]) {
    const { status, out, err } = await ended(start(...words))
    assert.deepEqual([status, out], [2, ''])
    assert.match(err, says)
  }
})

test('a port that is taken is named', async () => {
  const { port } = new URL(URLS.ethereum)
  const { status, err } = await ended(start('--port', '29944', '--eth-port', port))
  assert.equal(status, 1)
  assert.match(err, new RegExp(`port ${port} is taken`))
})

test('a port that is taken while the node starts is named as soon as the node is on another', async () => {
  const child = start('--port', '29946', '--eth-port', '28545')
  const end = ended(child)
  // The node is found, then the ports are looked at, and only seconds later the node takes its own.
  await once(child.stderr, 'data')
  await setTimeout(1_000)
  const taken = createServer().listen(29946, '127.0.0.1')
  try {
    const { status, err } = await end
    assert.equal(status, 1)
    assert.match(err, /port 29946 was taken while node started/)
  } finally {
    taken.closeAllConnections()
    taken.close()
  }
})

test('a chain is kept where it was asked to be, and answers by both JSON-RPCs', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kept-'))
  const to = { address: `0x${'12'.repeat(20)}` }
  const words = [...PORTS, '--keep', join(folder, 'chain')]
  let genesis
  try {
    await whileRunning(words, async ({ ethereum, substrate, chainId, symbol }) => {
      assert.deepEqual([ethereum, substrate, chainId, symbol], ['http://127.0.0.1:28545', 'ws://127.0.0.1:29944', LOCAL, 'UNIT'])
      const chain = await connect({ url: ethereum, chainId })
      genesis = await chain.genesis()
      await chain.pay(dev(), to, 3n * TOKEN)
    })
    await whileRunning(words, async ({ ethereum, substrate }) => {
      for (const url of [ethereum, substrate]) {
        const chain = await connect({ url })
        assert.equal(await chain.balance(to.address), 3n * TOKEN)
        if (url === ethereum) assert.equal(await chain.genesis(), genesis)
        chain.close()
      }
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
