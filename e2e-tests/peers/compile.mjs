// Compiles Peers.sol with solc (optimised, 200 runs) and writes the init code of each contract:
// node compile.mjs FILE
import { readFileSync, writeFileSync } from 'node:fs'
import solc from 'solc'

const CONTRACTS = ['HashRegistry', 'LicenceSale', 'Splitter']
const folder = new URL('.', import.meta.url)
const input = {
  language: 'Solidity',
  sources: { 'Peers.sol': { content: readFileSync(new URL('Peers.sol', folder), 'utf8') } },
  settings: {
    evmVersion: 'cancun',
    optimizer: { enabled: true, runs: 200 },
    outputSelection: { 'Peers.sol': { '*': ['evm.bytecode.object'] } },
  },
}
const contents = (path) => {
  try {
    return { contents: readFileSync(new URL(`node_modules/${path}`, folder), 'utf8') }
  } catch (error) {
    return { error: error.message }
  }
}
const output = JSON.parse(solc.compile(JSON.stringify(input), { import: contents }))
const errors = (output.errors ?? []).filter((one) => one.severity === 'error')
if (errors.length > 0) {
  for (const { formattedMessage } of errors) console.error(formattedMessage)
  process.exit(1)
}
const codes = CONTRACTS.map((name) => [name, `0x${output.contracts['Peers.sol'][name].evm.bytecode.object}`])
writeFileSync(process.argv[2], JSON.stringify({ compiler: solc.version(), codes: Object.fromEntries(codes) }, null, 2))
