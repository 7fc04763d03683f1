// What a deployment costs, before it is sent. A contract that is told of another can only be tried when that
// one is there; what it costs follows from its size.

/** Over the line: constructors that are told of more contracts store more. */
const ALLOWANCE = 1.03

/** Cost by bytes of code: a little over the line through what two contracts of different size cost. */
export function line([small, large]) {
  const perByte = Math.max(0, (large.cost - small.cost) / (large.bytes - small.bytes))
  return (bytes) => Math.ceil((small.cost + (bytes - small.bytes) * perByte) * ALLOWANCE)
}

/** An amount of 18 decimals, cut off after four. */
export function units(amount, symbol) {
  const whole = amount / 10n ** 18n
  const part = ((amount % 10n ** 18n) / 10n ** 14n).toString().padStart(4, '0')
  return `${whole.toString().replace(/\B(?=(\d{3})+(?!\d))/g, ' ')}.${part} ${symbol}`
}
