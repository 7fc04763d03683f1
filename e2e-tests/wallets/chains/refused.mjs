/** A contract refused a call before anything was sent, with an error of its own. */
export class Refused extends Error {
  constructor(functionName, { errorName, args = [] } = {}) {
    super(`${functionName}: refused with ${errorName ?? 'an unknown error'}${args.length ? `(${args.join(', ')})` : ''}`)
    Object.assign(this, { errorName, args })
  }
}
