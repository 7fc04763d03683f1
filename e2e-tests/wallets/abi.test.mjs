// Every message, answer, event and error of every contract, read and written by viem with the
// published interfaces: the bytes and the values are those of alloy and of the chain.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import {
  decodeErrorResult,
  decodeEventLog,
  decodeFunctionData,
  decodeFunctionResult,
  encodeAbiParameters,
  encodeErrorResult,
  encodeEventTopics,
  encodeFunctionData,
  encodeFunctionResult,
  toFunctionSelector,
} from 'viem'
import { formatAbiItem } from 'viem/utils'
import { plain, plainFields, plainResults } from './values.mjs'

const root = new URL('../../', import.meta.url)
const vectors = JSON.parse(readFileSync(process.env.VECTORS ?? new URL('target/vectors.json', root), 'utf8'))
const interfaces = new URL('contracts/abi/', root)
const names = readdirSync(interfaces).map((file) => file.replace(/\.json$/, ''))
const abiOf = (name) => JSON.parse(readFileSync(new URL(`${name}.json`, interfaces), 'utf8'))

/** The entry of this kind and signature; viem spells signatures as Solidity does. */
function entry(abi, type, signature) {
  const found = abi.filter((item) => item.type === type && formatAbiItem(item) === signature)
  assert.equal(found.length, 1, `${type} ${signature} is in the interface once`)
  return found[0]
}

/** That every entry of a kind was met. */
function allMet(abi, type, met) {
  const all = abi.filter((item) => item.type === type).map((item) => formatAbiItem(item))
  assert.deepEqual(all.filter((signature) => !met.has(signature)), [], `every ${type} has a vector`)
}

test('there are vectors for every published interface', () => {
  assert.deepEqual(names.sort(), Object.keys(vectors).sort())
})

for (const name of names) {
  const abi = abiOf(name)
  const { calls, events, errors } = vectors[name]

  test(`${name}: every message and every answer`, () => {
    const [called, answered] = [new Set(), new Set()]
    for (const { signature, data, values, answer } of calls) {
      const message = entry(abi, 'function', signature)
      assert.equal(toFunctionSelector(message), data.slice(0, 10), signature)
      const { functionName, args = [] } = decodeFunctionData({ abi, data })
      assert.equal(functionName, message.name)
      assert.deepEqual(message.inputs.map((input, place) => plain(args[place], input)), values, signature)
      assert.equal(encodeFunctionData({ abi: [message], args }), data, signature)
      called.add(signature)
      if (!answer) continue
      const result = decodeFunctionResult({ abi: [message], data: answer.data })
      assert.deepEqual(plainResults(result, message.outputs), answer.values, signature)
      if (message.outputs.length > 0) {
        assert.equal(encodeFunctionResult({ abi: [message], result }), answer.data, signature)
      }
      answered.add(signature)
    }
    allMet(abi, 'function', called)
    allMet(abi, 'function', answered)
  })

  test(`${name}: every event`, () => {
    const met = new Set()
    for (const { signature, topics, data, values } of events) {
      const event = entry(abi, 'event', signature)
      const { eventName, args } = decodeEventLog({ abi, topics, data, strict: true })
      assert.equal(eventName, event.name)
      const fields = plainFields(args, event.inputs)
      // Of a string that is indexed the hash is there, and nothing else.
      event.inputs.forEach((input, place) => {
        if (!(input.indexed && input.type === 'string')) assert.deepEqual(fields[place], values[place], signature)
      })
      const body = event.inputs.filter((input) => !input.indexed)
      assert.equal(encodeAbiParameters(body, body.map((input) => args[input.name])), data, signature)
      if (!event.inputs.some((input) => input.indexed && input.type === 'string')) {
        assert.deepEqual(encodeEventTopics({ abi: [event], args }), topics, signature)
      }
      met.add(signature)
    }
    allMet(abi, 'event', met)
  })

  test(`${name}: every error`, () => {
    const met = new Set()
    for (const { signature, data, values } of errors) {
      const error = entry(abi, 'error', signature)
      const { errorName, args = [] } = decodeErrorResult({ abi, data })
      assert.equal(errorName, error.name)
      assert.deepEqual(error.inputs.map((input, place) => plain(args[place], input)), values, signature)
      assert.equal(encodeErrorResult({ abi: [error], args }), data, signature)
      met.add(signature)
    }
    allMet(abi, 'error', met)
  })
}

test('whatever a wallet shows has a name', () => {
  const nameless = []
  const look = (path, parameter) => {
    if (!parameter.name) nameless.push(path)
    for (const member of parameter.components ?? []) look(`${path}.${member.name}`, member)
  }
  for (const name of names) {
    for (const item of abiOf(name)) {
      for (const input of item.inputs) look(`${name}: ${item.name ?? item.type}(${input.name})`, input)
      // An answer may be one nameless value, but what it has inside has names.
      for (const output of item.outputs ?? []) {
        for (const member of output.components ?? []) look(`${name}: answer of ${item.name}`, member)
      }
    }
  }
  assert.deepEqual(nameless, [])
})
