// scripts/deploy on a running node: by either JSON-RPC, broken off and begun again, and asked what it can't do.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { privateKeyToAccount } from 'viem/accounts'
import { connect } from '../chains/connect.mjs'
import { BOUND, CONTRACTS } from '../deploy/plan.mjs'
import * as ethereumKeys from '../keys/ethereum.mjs'
import * as substrateKeys from '../keys/substrate.mjs'
import { TOKEN } from '../story/plan.mjs'
import { URLS, deploy, place, record, words } from './lib/running.mjs'

const DEV = ['--key', 'dev']
const names = (list) => list.map(({ name }) => name)

async function on(kind, then) {
  const chain = await connect({ url: URLS[kind] })
  try {
    return await then(chain)
  } finally {
    chain.close()
  }
}

/** A new account with an Ethereum key and so much money, and the variable that --key names for it. */
async function rich(chain, amount) {
  const secret = `0x${randomBytes(32).toString('hex')}`
  const account = privateKeyToAccount(secret)
  if (amount > 0n) await chain.pay(ethereumKeys.dev(), account, amount)
  return { account, secret, key: ['--key', 'env:DEPLOYER'], env: { DEPLOYER: secret } }
}

/** A record is whole: every contract in its order, bound, with its code where the record says. */
async function checkRecord(chain, deployed) {
  assert.deepEqual(names(deployed.contracts), CONTRACTS)
  assert.deepEqual(names(deployed.bound), BOUND)
  assert.deepEqual([deployed.chain_id, deployed.genesis], [chain.id, await chain.genesis()])
  for (const { name, address, code_hash, abi, block } of deployed.contracts) {
    assert.equal(await chain.codeHash(address), code_hash, name)
    assert.equal(abi, `contracts/abi/${name}.json`)
    assert.ok(block > 0)
  }
}

for (const [kind, other] of [['ethereum', 'substrate'], ['substrate', 'ethereum']]) {
  test(`by ${kind} JSON-RPC: told, deployed, and not twice`, async () => {
    await on(kind, async (chain) => {
      const { address } = { ethereum: ethereumKeys, substrate: substrateKeys }[kind].dev()
      const file = place()
      const had = await chain.balance(address)
      const told = await deploy(URLS[kind], file, [...DEV, '--dry-run'])
      assert.deepEqual([told.status, told.stdout, told.record], [0, 'nothing was sent\n', undefined], told.stderr)
      assert.match(told.stderr, /in all .* about \d+\.\d{4} UNIT/)
      assert.equal(await chain.balance(address), had)

      // Without --key it is the local node's, too.
      const done = await deploy(URLS[kind], file)
      assert.equal(done.status, 0, done.stderr)
      await checkRecord(chain, done.record)
      const spent = had - (await chain.balance(address))
      const estimated = BigInt(told.stderr.match(/in all .* about (\d+)\.(\d{4}) UNIT/).slice(1).join('')) * 10n ** 14n
      assert.ok(spent < estimated && estimated * 100n < spent * 120n, `${spent} spent, ${estimated} told`)
      assert.match(done.stdout, new RegExp(`17 contracts on chain ${chain.id}, bound; ${(spent / TOKEN).toString()}\\.`))

      const after = await chain.balance(address)
      const again = await deploy(URLS[kind], file, DEV)
      assert.deepEqual([again.status, again.record], [0, done.record], again.stderr)
      assert.equal(await chain.balance(address), after, 'nothing is sent twice')
      // The other JSON-RPC shows the same contracts.
      await on(other, async (chain) => {
        for (const { address, code_hash } of done.record.contracts) assert.equal(await chain.codeHash(address), code_hash)
      })
    })
  })

  test(`by ${kind} JSON-RPC: broken off, it goes on where it was`, async () => {
    await on(kind, async (chain) => {
      const file = place()
      const broken = spawn(process.execPath, words(URLS[kind], file, ...DEV), { stdio: 'ignore' })
      const ended = new Promise((resolve) => broken.once('exit', (code, signal) => resolve(signal ?? code)))
      while ((record(file)?.contracts.length ?? 0) < 3) await new Promise((resolve) => setTimeout(resolve, 20))
      broken.kill('SIGKILL')
      assert.equal(await ended, 'SIGKILL')
      const before = record(file)
      assert.ok(before.contracts.length < CONTRACTS.length)
      const after = await deploy(URLS[kind], file, DEV)
      assert.equal(after.status, 0, after.stderr)
      assert.deepEqual(after.record.contracts.slice(0, before.contracts.length), before.contracts)
      await checkRecord(chain, after.record)

      // Broken off between a binding and its record: the chain says that it is done, and to whom.
      writeFileSync(file, JSON.stringify({ ...after.record, bound: [] }))
      const bound = await deploy(URLS[kind], file, DEV)
      assert.equal(bound.status, 0, bound.stderr)
      assert.deepEqual(names(bound.record.bound), BOUND)
      assert.match(bound.stdout, / 0\.0000 UNIT spent/)
    })
  })
}

test('x13_a_record_of_another_deployment_is_refused_and_nothing_is_sent', async () => {
  await on('ethereum', async (chain) => {
    const file = place()
    const { record: done } = await deploy(URLS.ethereum, file, DEV)
    const had = await chain.balance(ethereumKeys.dev().address)
    const refused = async (more, status, says) => {
      const text = JSON.stringify({ ...done, ...more })
      writeFileSync(file, text)
      const { status: found, stderr, record: left } = await deploy(URLS.ethereum, file, DEV)
      assert.equal(found, status, stderr)
      assert.match(stderr, says)
      assert.deepEqual(left, JSON.parse(text), 'the record is as it was')
    }
    await refused({ chain_id: 1 }, 2, /of another chain/)
    await refused({ genesis: `0x${'1'.repeat(64)}` }, 2, /of another chain/)
    await refused({ deployer: { address: `0x${'1'.repeat(40)}` } }, 2, /was begun by 0x1111/)
    const [first, ...rest] = done.contracts
    await refused({ contracts: [{ ...first, address: `0x${'1'.repeat(40)}` }, ...rest] }, 1, /provenance-registry is not at 0x1111/)
    await refused({ contracts: [{ ...first, address: rest[0].address }, ...rest] }, 1, /has the code 0x.*, and the record says 0x/)
    await refused({ contracts: [{ ...first, address: rest[0].address, code_hash: rest[0].code_hash }, ...rest] }, 1, /the source has changed since/)
    // Bound to others than the record's.
    const { record: another } = await deploy(URLS.ethereum, place(), DEV)
    const had2 = await chain.balance(ethereumKeys.dev().address)
    const contracts = done.contracts.map((one) => (one.name === 'licence-token' ? another.contracts.find(({ name }) => name === one.name) : one))
    await refused({ contracts, bound: [] }, 1, /is bound already, and to another licenceToken/)
    assert.equal(await chain.balance(ethereumKeys.dev().address), had2)
    assert.ok(had2 < had)
  })
})

test('x4_what_cannot_be_deployed_is_named_and_no_key_is_repeated', async () => {
  await on('ethereum', async (chain) => {
    const file = place()
    const says = ({ status, stdout, stderr, record }, wanted, pattern, secret) => {
      assert.deepEqual([status, stdout, record], [wanted, '', undefined], stderr)
      assert.match(stderr, pattern)
      if (secret) assert.ok(!stderr.includes(secret) && !stderr.includes(secret.slice(2)))
    }
    const poor = await rich(chain, TOKEN)
    says(await deploy(URLS.ethereum, file, [...poor.key, '--yes'], poor.env), 1, /has 1\.0000 UNIT, and this takes about \d+\.\d{4} UNIT: nothing was sent/, poor.secret)
    says(await deploy(URLS.ethereum, file, ['--key', poor.secret]), 2, /a key itself/, poor.secret)
    says(await deploy(URLS.ethereum, file, ['--key', 'env:ABSENT']), 2, /there is no variable ABSENT/)
    says(await deploy(URLS.substrate, file, poor.key, { DEPLOYER: 'no phrase at all' }), 2, /neither a seed of 64 hex digits/, 'no phrase at all')
    says(await deploy('nowhere', file, DEV), 2, /--url nowhere: neither/)
    says(await deploy('polkadot-hub:9', file, DEV), 2, /neither/)
    // A closed port.
    says(await deploy('http://127.0.0.1:9', file, DEV), 2, /does not answer as Ethereum JSON-RPC/)
    says(await deploy('ws://127.0.0.1:9', file, DEV), 2, /does not answer as Substrate's JSON-RPC of a chain with pallet-revive: no answer in 20 s/)
    // Each JSON-RPC by the other's name.
    says(await deploy(URLS.substrate.replace('ws:', 'http:'), file, DEV), 2, /does not answer as Ethereum JSON-RPC: Method not found/)
    says(await deploy(URLS.ethereum.replace('http:', 'ws:'), file, DEV), 2, /does not answer as Substrate's JSON-RPC/)
    says(await deploy(URLS.ethereum, file, [...DEV, '--arbiter', '0x12']), 2, /--arbiter 0x12 is no address/)
    // A Substrate account that the chain has never seen.
    const unseen = await deploy(URLS.substrate, file, ['--key', 'env:DEPLOYER', '--yes'], { DEPLOYER: `//Alice//${randomBytes(8).toString('hex')}` })
    says(unseen, 1, /has 0\.0000 UNIT: nothing was sent/)
    // One that has too little for a dry run.
    const path = `//Alice//${randomBytes(8).toString('hex')}`
    await on('substrate', (chain) => chain.pay(substrateKeys.dev(), substrateKeys.dev(path), TOKEN / 10n))
    const little = await deploy(URLS.substrate, file, ['--key', 'env:DEPLOYER', '--yes'], { DEPLOYER: path })
    says(little, 1, /has 0\.0900 UNIT, and what this costs can't be told: .*StorageDepositNotEnoughFunds; nothing was sent/)
    // Somebody's money is not sent without being asked for.
    const rich1 = await rich(chain, 40n * TOKEN)
    says(await deploy(URLS.ethereum, file, rich1.key, rich1.env), 2, /no terminal to ask at: --yes/, rich1.secret)
    assert.equal(await chain.balance(rich1.account.address), 40n * TOKEN)
  })
})
