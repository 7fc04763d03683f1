// What viem reads, in the form in which the vectors have it: numbers as decimal strings, bytes and
// addresses in lower case, lists and tuples as arrays in the order of the interface.

/** The value of a parameter as viem gives it, in the vectors' form. */
export function plain(value, parameter) {
  const list = parameter.type.match(/^(.*)\[\d*\]$/)
  if (list) return value.map((element) => plain(element, { ...parameter, type: list[1] }))
  if (parameter.type === 'tuple') {
    return parameter.components.map((member, place) => plain(value[member.name || place], member))
  }
  if (/^u?int\d*$/.test(parameter.type)) return value.toString()
  if (/^(address|bytes\d*)$/.test(parameter.type)) return value.toLowerCase()
  return value
}

/** The values of all parameters: viem gives one value alone where there is one. */
export function plainResults(value, parameters) {
  if (parameters.length === 0) return []
  const values = parameters.length === 1 ? [value] : value
  return parameters.map((parameter, place) => plain(values[place], parameter))
}

/** The fields of an event that viem names, in the interface's order. */
export function plainFields(fields, parameters) {
  return parameters.map((parameter) => plain(fields[parameter.name], parameter))
}
