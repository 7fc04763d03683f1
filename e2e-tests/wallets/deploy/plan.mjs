// Which contracts there are, in an order in which they can be deployed, and what each is told of the
// others. What that is the published interfaces say: a parameter `splitter` with `splitterCode` after it, or
// a tuple `splitter` of an address and a code, is the splitter's address and the hash of its code.
import { readFileSync } from 'node:fs'

const root = new URL('../../../', import.meta.url)

/** The contracts by what parameters call them. */
const CALLED = {
  registry: 'provenance-registry',
  licenceToken: 'licence-token',
  splitter: 'royalty-splitter',
  termsBook: 'terms-book',
  catalogues: 'catalogues',
  arbitration: 'arbitration',
  reservations: 'reservations',
  settlements: 'settlements',
  offers: 'offers',
  deals: 'deals',
  pool: 'royalty-pool',
  inbox: 'record-inbox',
  factory: 'receiver-factory',
  metadata: 'licence-metadata',
}

/** All contracts; each is told only of those before it. */
export const CONTRACTS = [
  'provenance-registry',
  'licence-token',
  'royalty-splitter',
  'terms-book',
  'catalogues',
  'arbitration',
  'reservations',
  'encumbrances',
  'settlements',
  'offers',
  'deals',
  'usage-ledger',
  'royalty-pool',
  'record-inbox',
  'receiver-factory',
  'licence-metadata',
  'statements',
]

/** Those that are told of contracts after them, by their message `bind`, once all are there. */
export const BOUND = ['provenance-registry', 'royalty-splitter', 'licence-token']

/** Of pools and inboxes the chain needs the code; the ones that bring it are nobody's. */
const TEMPLATES = ['royalty-pool', 'record-inbox']

/** Where a contract's interface is, from the project's root. */
export const abiPath = (name) => `contracts/abi/${name}.json`

/** A contract's published interface. */
export const abiOf = (name) => JSON.parse(readFileSync(new URL(abiPath(name), root), 'utf8'))

/** Nothing, of a type. */
function zero({ type }) {
  if (type === 'address') return `0x${'0'.repeat(40)}`
  return type === 'bytes32' ? `0x${'0'.repeat(64)}` : 0n
}

/**
 * The values of parameters that name contracts. `known` has address and code hash by contract, `given` the
 * values of parameters that are no contracts.
 */
export function values(inputs, known, given = {}) {
  const of = (name) => {
    const contract = known[CALLED[name]]
    if (!contract) throw new Error(`the parameter ${name} names a contract that is not there yet`)
    return contract
  }
  return inputs.map((input) => {
    if (input.name in given) return given[input.name]
    if (input.type === 'tuple') return { account: of(input.name).address, code: of(input.name).code_hash }
    const code = input.name.match(/^(.*)Code$/)
    return code ? of(code[1]).code_hash : of(input.name).address
  })
}

/** The values of a contract's constructor. `arbiter` decides on challenges, `bond` is what one costs. */
export function constructorValues(name, abi, known, { arbiter, bond }) {
  const inputs = abi.find((item) => item.type === 'constructor')?.inputs ?? []
  return TEMPLATES.includes(name) ? inputs.map(zero) : values(inputs, known, { arbiter, bond })
}

/** The values of the event with which a contract says to whom it was bound. */
export const boundValues = (abi, known) => {
  const event = abi.find((item) => item.type === 'event' && item.name === 'Bound')
  return Object.fromEntries(values(event.inputs, known).map((value, place) => [event.inputs[place].name, value]))
}

/** The values of a contract's `bind`. */
export const bindValues = (abi, known) => values(abi.find((item) => item.name === 'bind').inputs, known)
