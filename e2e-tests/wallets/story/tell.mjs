// The demo's story on a running node: works are registered, divided, offered, licensed, used and paid for,
// by wallets alone. It checks as it goes: owners, events, amounts to the last unit, what wallets were told of
// costs, refusals by name before anything is paid.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { concatHex, encodeFunctionData, keccak256, pad, sha256, stringToHex, zeroAddress, zeroHash } from 'viem'
import { checkAsset } from './asset.mjs'
import { proof, root } from './merkle.mjs'
import { ALL, ANSWERED, ANSWERS, COMMERCIAL, NATIVE, PARENT_SHARE, SHARES, TERMS, UNCONDITIONAL, price } from './plan.mjs'
import { Wallet } from './wallet.mjs'
import { KIND, leaf, samples, share } from './works.mjs'

/** A record's first generation: nothing was decided against it. */
const FIRST = 1
const SELLS = 0
const COVERED = 0
const RENEW = 1
const SAME = 0n
const { events } = Wallet

const part = (amount, share) => (amount * share) / ALL
const word = (text) => stringToHex(text, { size: 32 })

/** Tells the story, and gives what was done: who, works, licences, money. */
export async function tell({ cast, deployment, say }) {
  const story = new Story(cast, deployment)
  await story.begin()
  say('registering three works and a catalogue of them, each with a commitment first')
  await story.register()
  say('opening a pool of all creators, and dividing the third work’s income')
  await story.divide()
  say('publishing terms and making nine offers')
  await story.offer()
  say('buying what is wrong, which is refused by name before anything is paid')
  await story.refuse()
  say('buying licences: to train and to answer one by one, to retrieve in a basket')
  await story.buy()
  say('writing down what was used')
  await story.use()
  say('paying out what is left')
  await story.payOut()
  say('renewing, and paying out again')
  await story.renew()
  await story.payOut()
  say('comparing everybody’s money with what it should be')
  return story.end()
}

class Story {
  works = samples()
  offers = []
  licences = []
  /** What everybody should have got, in EVM units, by address. */
  income = new Map()
  /** What the ledgers of the second and the third work took in. */
  received = new Map()

  constructor(cast, deployment) {
    Object.assign(this, { cast, deployment })
  }

  creator(work) {
    return this.cast.creators[this.works.indexOf(work)]
  }

  async begin() {
    this.had = new Map()
    for (const who of this.cast.everybody) this.had.set(who.address, await who.balance())
    this.owedBefore = await this.cast.trainer.read('royalty-splitter', 'owed', [NATIVE])
  }

  earn(address, amount) {
    const key = address.toLowerCase()
    this.income.set(key, (this.income.get(key) ?? 0n) + amount)
  }

  /** Who shares a work's income: its creator alone, or those of the split. */
  payees(work) {
    const { address } = this.creator(work)
    return work === this.works[2] ? [address, this.cast.partner.address, this.cast.newcomer.address, this.pool.address] : [address]
  }

  /** Commits to a call that will reveal it. */
  async commit(who, contract, functionName, args) {
    const { address, abi } = this.deployment.of(contract)
    const calldata = encodeFunctionData({ abi, functionName, args })
    const domain = stringToHex('provenance-registry/commitment/1')
    const commitment = keccak256(concatHex([domain, pad(address), pad(who.address), calldata]))
    const [made] = events(await who.call('provenance-registry', 'commit', [commitment]), 'Committed')
    assert.deepEqual([made.commitment, made.registrant.toLowerCase()], [commitment, who.address])
  }

  /** All commitments come first: a wallet's estimate of a reveal needs a block after the commitment's. */
  async register() {
    const salt = () => `0x${randomBytes(32).toString('hex')}`
    const [photo] = this.works
    const calls = this.works.map((work, place) => {
      const parents = place === 1 ? [{ record: photo.record, share: Number(PARENT_SHARE), licence: 0n }] : []
      const args = [work.record, this.creator(work).address, work.kind, work.units, work.origin, work.metadata, '', parents, salt()]
      return [this.creator(work), 'provenance-registry', 'register', args]
    })
    this.leaves = this.works.map(leaf)
    const top = root(this.leaves)
    this.catalogue = BigInt(top)
    const [first] = this.cast.creators
    const count = BigInt(this.works.length)
    calls.push([first, 'catalogues', 'registerCatalogue', [top, count, first.address, KIND.dataset, count, 0, zeroHash, '', salt()]])
    for (const call of calls) await this.commit(...call)
    for (const [who, contract, functionName, args] of calls) {
      const done = await who.call(contract, functionName, args)
      const [registered] = events(done, 'Registered')
      const record = contract === 'catalogues' ? this.catalogue : args[0]
      assert.deepEqual([registered.record, registered.owner.toLowerCase(), registered.committed], [record, who.address, true])
      assert.equal((await who.read('provenance-registry', 'ownerOf', [record])).toLowerCase(), who.address)
    }
    for (const [index, { record, kind, origin, units, metadata }] of this.works.entries()) {
      const args = [this.catalogue, 1, BigInt(index), record, kind, origin, units, metadata, proof(this.leaves, index)]
      assert.equal(await first.read('catalogues', 'verifyLeaf', args), true, 'a work has its place in the catalogue')
      const other = [this.catalogue, 1, BigInt(index), record + 1n, ...args.slice(4)]
      assert.equal(await first.read('catalogues', 'verifyLeaf', other), false, 'another has none')
    }
  }

  async divide() {
    const { creators } = this.cast
    const [first, , third] = creators
    this.shares = creators.map(({ address }) => ({ account: address, weight: 1n }))
    const leaves = this.shares.map(share)
    const list = word('the owners of the works')
    const opened = await first.call('receiver-factory', 'openPool', [root(leaves), 3n, 3n, 0, list, ''])
    const [{ pool }] = events(opened, 'PoolOpened')
    this.pool = this.deployment.at('royalty-pool', pool)
    const work = this.works[2]
    const payees = this.payees(work).map((account, place) => ({ account, share: Number(SHARES[place]) }))
    const [announced] = events(await third.call('settlements', 'setSplit', [work.record, payees]), 'SplitAnnounced')
    assert.deepEqual([announced.record, announced.payees.length], [work.record, 4])
  }

  buyer(deal) {
    return deal === 'retrieval' ? this.cast.reader : this.cast.trainer
  }

  async offer() {
    const terms = {}
    for (const [deal, content] of Object.entries(TERMS)) {
      // Words of one's own: terms are known by what they say, and only the first who says it publishes them.
      const own = { ...content, document: sha256(randomBytes(64)) }
      const [published] = events(await this.cast.creators[0].call('terms-book', 'publishTerms', [own]), 'TermsPublished')
      assert.deepEqual(published.content, own)
      terms[deal] = published.terms
    }
    for (const [position, work] of this.works.entries()) {
      for (const deal of Object.keys(TERMS)) {
        const { unitPrice, unit, of } = price(deal, work, position, this.buyer(deal).chain.smallest)
        const maker = this.creator(work)
        const asked = { currency: NATIVE, unitPrice, unit }
        const done = await maker.call('offers', 'createOffer', [work.record, terms[deal], asked, UNCONDITIONAL, []])
        const [created] = events(done, 'OfferCreated')
        assert.deepEqual([created.record, created.terms, created.maker.toLowerCase()], [work.record, terms[deal], maker.address])
        const quantity = deal === 'answers' ? ANSWERS : 0n
        this.offers.push({ offer: created.offer, deal, work, quantity, total: unitPrice * of })
      }
    }
    for (const { offer, deal, quantity, total } of this.offers) {
      const buyer = this.buyer(deal)
      const quoted = await buyer.read('offers', 'quote', [offer, quantity, zeroHash, buyer.address, zeroAddress])
      assert.deepEqual(quoted, { reason: SELLS, total }, `the price of offer ${offer}`)
    }
  }

  order({ offer, quantity, total }, buyer, most = total) {
    return [offer, quantity, zeroHash, most, buyer.address, zeroAddress, word(`order ${offer}`)]
  }

  async refuse() {
    const buyer = this.cast.trainer
    const [offered] = this.offers
    const { total } = offered
    const { smallest } = buyer.chain
    const had = await buyer.balance()
    const pay = (args, value) => buyer.refusal('licence-token', 'purchase', args, value)
    assert.deepEqual(await pay(this.order(offered, buyer), total - smallest), ['WrongValue', total - smallest, total])
    assert.deepEqual(await pay(this.order(offered, buyer, total - 1n), total), ['TotalAboveMax', total, total - 1n])
    const none = this.order({ ...offered, offer: 1_000_000n }, buyer)
    assert.equal((await pay(none, total))[0], 'OfferRefused')
    const other = await buyer.refusal('settlements', 'setSplit', [this.works[0].record, [{ account: buyer.address, share: Number(ALL) }]])
    assert.match(other[0], /^Not/, 'what is another’s is not divided')
    assert.equal(await buyer.balance(), had, 'a refusal costs nothing')
  }

  /** Writes down whose a sale's money is. */
  sold(work, total) {
    const place = this.works.indexOf(work)
    if (place === 0) this.earn(this.creator(work).address, total)
    else this.received.set(place, (this.received.get(place) ?? 0n) + total)
  }

  checkSale(done, sales) {
    const purchased = events(done, 'Purchased')
    assert.equal(purchased.length, sales.length)
    for (const [place, { offer, deal, work, total }] of sales.entries()) {
      const said = purchased[place]
      const buyer = this.buyer(deal)
      const direct = work === this.works[0]
      assert.deepEqual([said.offer, said.record, said.price, said.direct], [offer, work.record, total, direct])
      assert.deepEqual([said.buyer, said.licensee].map((address) => address.toLowerCase()), [buyer.address, buyer.address])
      this.sold(work, total)
      this.licences.push({ licence: said.licence, deal, work, total })
    }
  }

  async buy() {
    const { trainer, reader } = this.cast
    for (const offered of this.offers.filter(({ deal }) => deal !== 'retrieval')) {
      const done = await trainer.call('licence-token', 'purchase', this.order(offered, trainer), offered.total)
      this.checkSale(done, [offered])
    }
    const basket = this.offers.filter(({ deal }) => deal === 'retrieval')
    const items = basket.map(({ offer }) => ({ offer, quantity: 0n, selection: zeroHash }))
    const total = basket.reduce((sum, offered) => sum + offered.total, 0n)
    const args = [items, total, reader.address, zeroAddress, word('a basket')]
    this.checkSale(await reader.call('licence-token', 'purchaseMany', args, total), basket)

    for (const { licence, deal, work } of this.licences) {
      const [buyer, nobody] = [this.buyer(deal), this.cast.partner]
      assert.equal((await buyer.read('licence-token', 'ownerOf', [licence])).toLowerCase(), buyer.address)
      const { timestamp } = await buyer.chain.head()
      const covers = (who) => buyer.read('licence-token', 'covers', [licence, work.record, who.address, COMMERCIAL, TERMS[deal].uses & -TERMS[deal].uses, timestamp])
      assert.equal(await covers(buyer), COVERED)
      assert.notEqual(await covers(nobody), COVERED)
      await checkAsset(buyer, 'licence-token', licence)
    }
  }

  async use() {
    for (const [number, units] of ANSWERED.entries()) {
      for (const { licence } of this.licences.filter(({ deal }) => deal === 'answers')) {
        const args = [licence, word(`answers ${number + 1}`), TERMS.answers.uses, units]
        const [used] = events(await this.cast.trainer.call('usage-ledger', 'recordUse', args), 'UseRecorded')
        assert.deepEqual([used.licence, used.units], [licence, units])
      }
    }
  }

  async payOut() {
    const [photo, essay] = this.works
    const { creators } = this.cast
    const [first, second] = creators
    const due = async (question, args) => (await first.read('statements', question, args)).due
    if ((await due('parentAccount', [essay.record, FIRST, photo.record, NATIVE])) > 0n) {
      const [settled] = events(await first.call('settlements', 'settle', [essay.record, FIRST, photo.record, NATIVE]), 'Settled')
      assert.deepEqual([settled.child, settled.parent], [essay.record, photo.record])
    }
    for (const work of this.works) {
      const { current: version } = await first.read('royalty-splitter', 'versions', [work.record, FIRST])
      for (const payee of this.payees(work)) {
        // Anybody can; it costs the payee nothing.
        const ledger = [work.record, FIRST, version, payee, NATIVE]
        if ((await due('account', ledger)) > 0n) await second.call('royalty-splitter', 'release', ledger)
      }
    }
    for (const [index, { account, weight }] of this.shares.entries()) {
      const who = creators[index]
      const args = [BigInt(index), account, weight, NATIVE, proof(this.shares.map(share), index)]
      await who.call(this.pool, 'claim', args)
    }
  }

  async renew() {
    const { reader } = this.cast
    const old = this.licences.filter(({ deal }) => deal === 'retrieval')
    for (const { licence, deal, work, total } of old) {
      const quoted = await reader.read('deals', 'quote', [licence, RENEW, SAME, 0n])
      assert.deepEqual([quoted.reason, quoted.total], [SELLS, total])
      const done = await reader.call('deals', 'renew', [licence, total, word(`renewal ${licence}`)], total)
      const { offer } = this.offers.find((offered) => offered.deal === deal && offered.work === work)
      this.checkSale(done, [{ offer, deal, work, total }])
    }
  }

  /** Everybody's money to the last unit. */
  async end() {
    const [first, second, third] = this.cast.creators
    const [essay, sound] = [1, 2].map((place) => this.received.get(place))
    this.earn(second.address, part(essay, ALL - PARENT_SHARE))
    this.earn(first.address, part(essay, PARENT_SHARE))
    this.earn(third.address, part(sound, SHARES[0]))
    this.earn(this.cast.partner.address, part(sound, SHARES[1]))
    this.earn(this.cast.newcomer.address, part(sound, SHARES[2]))
    const pool = part(sound, SHARES[3])
    for (const { account, weight } of this.shares) this.earn(account, (pool * weight) / BigInt(this.shares.length))
    const paid = [...this.income.values()].reduce((sum, amount) => sum + amount, 0n)
    for (const who of this.cast.everybody) {
      const expected = this.had.get(who.address) - who.spent + (this.income.get(who.address) ?? 0n)
      assert.equal(await who.balance(), expected, `what ${who.name} has`)
    }
    const prices = this.licences.reduce((sum, { total }) => sum + total, 0n)
    const owed = (await first.read('royalty-splitter', 'owed', [NATIVE])) - this.owedBefore
    const inPool = pool - 3n * (pool / 3n)
    assert.equal(prices, paid + owed + inPool, 'what was paid went to payees, but for what rounding left')
    return { works: this.works, catalogue: this.catalogue, licences: this.licences, prices, paid, left: owed + inPool, sent: this.cast.everybody.flatMap(({ sent }) => sent) }
  }
}
