/** What was asked cannot be done as it was asked. */
export class Misuse extends Error {}
