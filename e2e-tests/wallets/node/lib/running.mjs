// The node that these tests run on, and the program behind scripts/deploy.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

/** Both JSON-RPCs of the node. */
export const URLS = { ethereum: process.env.ETH_URL, substrate: process.env.SUBSTRATE_URL }

export const program = fileURLToPath(new URL('../../deploy/main.mjs', import.meta.url))
/** A place for a deployment's record, in a folder of its own. */
export const place = () => join(mkdtempSync(join(tmpdir(), 'deployment-')), 'deployment.json')
export const record = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined)

/** The program's arguments: what was built is known already. */
export const words = (url, file, ...more) => [program, '--built', process.env.BUILT, '--url', url, '--out', file, ...more]

/** Runs the program to its end, without holding up who follows the chain meanwhile. */
export async function deploy(url, file, more = [], env = {}) {
  const child = spawn(process.execPath, words(url, file, ...more), { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } })
  const [out, err] = [child.stdout, child.stderr].map((stream) => text(stream))
  const status = await new Promise((resolve) => child.once('close', resolve))
  return { status, stdout: await out, stderr: await err, record: record(file) }
}
