// A token as a wallet shows it that was asked to (EIP-747, `wallet_watchAsset` with the type ERC721): its
// interface, whose it is, its collection, and what its metadata says.
import assert from 'node:assert/strict'

const [ERC721, ERC721_METADATA] = ['0x80ac58cd', '0x5b5e139f']

/** The document of a data: address. */
function document(uri) {
  const [head] = uri.split(',', 1)
  assert.match(head, /^data:application\/json/, 'the metadata needs no other server')
  const body = uri.slice(head.length + 1)
  return JSON.parse(head.endsWith(';base64') ? Buffer.from(body, 'base64').toString() : decodeURIComponent(body))
}

/** That a wallet has all it shows of a token of its own. */
export async function checkAsset(wallet, contract, tokenId) {
  const ask = (functionName, args = []) => wallet.read(contract, functionName, args)
  for (const id of [ERC721, ERC721_METADATA]) assert.equal(await ask('supportsInterface', [id]), true)
  assert.equal((await ask('ownerOf', [tokenId])).toLowerCase(), wallet.address)
  const { name, description, attributes } = document(await ask('tokenURI', [tokenId]))
  assert.ok(name && attributes.length > 0, 'a name and attributes')
  for (const { trait_type: trait, value } of attributes) assert.ok(trait && value !== undefined, 'every attribute has a name and a value')
  const [collection, symbol] = [await ask('name'), await ask('symbol')]
  assert.ok(collection && symbol && description.includes('Allows'), 'a collection with a symbol, and what the licence allows')
}
