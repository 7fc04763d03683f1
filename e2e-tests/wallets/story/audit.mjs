// What an auditor makes of the contracts' events alone, from block 0 on, and whether the contracts' views and
// the chain's own events say the same.
import { NATIVE } from './plan.mjs'

/**
 * Works, licences and payments as the events tell them, which are in the chain's order. Sums are of the chain's
 * own token; sales in escrow are not followed to their end.
 */
export function rebuild(events) {
  const works = new Map()
  const licences = new Map()
  const payments = []
  /** Currencies by offer: sales say their offer. */
  const currencies = new Map()
  /** What came to the splitter: all that was paid, but what sales paid to an owner directly. */
  let deposited = 0n
  for (const { contract, name, args, block } of events) {
    const pay = (to, amount, currency, how, more) => payments.push({ to: to.toLowerCase(), amount, currency, how, block, ...more })
    if (name === 'Registered') {
      const { record, owner, kind, units, generation, parents } = args
      works.set(record, { record, owner: owner.toLowerCase(), kind, units, generation, parents })
    } else if (name === 'Transfer') {
      const [token, field] = contract === 'provenance-registry' ? [works, 'owner'] : [licences, 'holder']
      // A token's first Transfer comes before or after what tells of it.
      const known = token.get(args.tokenId) ?? {}
      token.set(args.tokenId, { ...known, [field]: args.to.toLowerCase() })
    } else if (name === 'OfferCreated') {
      currencies.set(args.offer, args.price.currency)
    } else if (name === 'Purchased') {
      const { licence, record, offer, buyer, price, direct } = args
      const currency = currencies.get(offer)
      licences.set(licence, { ...licences.get(licence), licence, record, offer, buyer: buyer.toLowerCase(), price, currency })
      if (direct) pay(works.get(record)?.owner ?? NATIVE, price, currency, 'sale')
      else if (currency === NATIVE) deposited += price
    } else if (name === 'IncomeReceived' && args.currency === NATIVE) {
      deposited += args.amount
    } else if (name === 'Released') {
      const { record, generation, version, payee, amount, currency, to } = args
      pay(to, amount, currency, 'release', { record, generation, version, payee: payee.toLowerCase() })
    } else if (name === 'Claimed') {
      pay(args.to, args.amount, args.currency, 'claim')
    }
  }
  return { works, licences, payments, deposited }
}

/** All events of a deployment from block 0 on, from one side of the chain. */
export async function eventsOf(chain, deployment, to) {
  // Pools and inboxes first: their addresses are known from the factory's events alone.
  deployment.decode(await chain.logs([deployment.of('receiver-factory').address], 0, to))
  return deployment.decode(await chain.logs(deployment.addresses(), 0, to))
}

/**
 * The events of both sides of the chain, which has each in the same block with the same topics and data. The
 * Ethereum JSON-RPC shows those of Ethereum transactions alone (docs/node.md); `hidden` are the others.
 */
export function compareSides(ethereum, substrate) {
  const key = ({ address, topics, data, block }) => [block, address, ...topics, data].join()
  const hidden = []
  let place = 0
  for (const event of substrate) {
    if (place < ethereum.length && key(ethereum[place]) === key(event)) place += 1
    else hidden.push(event)
  }
  return { hidden, unknown: ethereum.slice(place) }
}

const EVM_UNITS = 'EVM units'
const sum = (amounts) => amounts.reduce((all, amount) => all + amount, 0n)
const native = ({ currency }) => currency === NATIVE

/** What was rebuilt beside what the contracts answer: one claim each, with what was said and what was found. */
export async function compare({ works, licences, payments, deposited }, chain, deployment) {
  const claims = []
  const claim = (text, said, found, unit = '') => claims.push({ text, said, found, unit, ok: said === found })
  const read = (name, functionName, args = []) => {
    const { address, abi } = deployment.of(name)
    return chain.read(address, abi, functionName, args)
  }
  claim('every record is among the works', await read('provenance-registry', 'totalSupply'), BigInt(works.size))
  claim('every licence is among the licences', await read('licence-token', 'totalSupply'), BigInt(licences.size))
  let [agree, of] = [0, 0]
  const same = (...pairs) => {
    of += 1
    if (pairs.every(([one, other]) => String(one).toLowerCase() === String(other).toLowerCase())) agree += 1
  }
  for (const { record, owner, kind, units, generation, parents = [] } of works.values()) {
    const { facts, description } = await read('provenance-registry', 'record', [record])
    same([facts.owner, owner], [facts.units, units], [facts.generation, generation], [description.kind, kind], [description.parents, parents.length])
  }
  claim('works: owner, kind, units, generation, parents', of, agree)
  ;[agree, of] = [0, 0]
  for (const { licence, holder, record, offer, price } of licences.values()) {
    const { core } = await read('licence-token', 'licence', [licence])
    same([core.owner, holder], [core.record, record], [core.offer, offer], [core.price, price])
  }
  claim('licences: holder, work, offer, price', of, agree)
  ;[agree, of] = [0, 0]
  const ledgers = new Map()
  for (const payment of payments.filter(({ how, currency }) => how === 'release' && currency === NATIVE)) {
    const { record, generation, version, payee, amount } = payment
    const key = [record, generation, version, payee].join()
    ledgers.set(key, { record, generation, version, payee, amount: (ledgers.get(key)?.amount ?? 0n) + amount })
  }
  for (const { record, generation, version, payee, amount } of ledgers.values()) {
    const { released } = await read('statements', 'account', [record, generation, version, payee, NATIVE])
    same([released, amount])
  }
  claim('payees: what each was paid of each work', of, agree)
  const released = sum(payments.filter(({ how }) => how === 'release').filter(native).map(({ amount }) => amount))
  claim('what was sold and not paid out is what the splitter owes', await read('royalty-splitter', 'owed', [NATIVE]), deposited - released, EVM_UNITS)
  const paid = sum(payments.filter(({ how }) => how !== 'claim').filter(native).map(({ amount }) => amount))
  claim('prices are what payees got and what is left', sum([...licences.values()].filter(native).map(({ price }) => price)), paid + deposited - released, EVM_UNITS)
  return claims
}
