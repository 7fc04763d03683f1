// Node.js 18, Debian's, has no `globalThis.crypto`, which signing draws randomness from.
import { webcrypto } from 'node:crypto'

globalThis.crypto ??= webcrypto
