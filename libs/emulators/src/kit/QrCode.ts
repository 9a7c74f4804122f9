/** Error correction level M by version: codewords of correction per block, then the data codewords of each block. */
const versions: ReadonlyArray<readonly [correction: number, blocks: ReadonlyArray<number>]> = [
  [10, [16]],
  [16, [28]],
  [26, [44]],
  [18, [32, 32]],
  [24, [43, 43]],
  [16, [27, 27, 27, 27]],
  [18, [31, 31, 31, 31]],
  [22, [38, 38, 39, 39]],
  [22, [36, 36, 36, 37, 37]],
  [26, [43, 43, 43, 43, 44]],
]
const alignment: ReadonlyArray<ReadonlyArray<number>> = [
  [],
  [6, 18],
  [6, 22],
  [6, 26],
  [6, 30],
  [6, 34],
  [6, 22, 38],
  [6, 24, 42],
  [6, 26, 46],
  [6, 28, 50],
]

const exponents: Array<number> = []
for (let value = 1, power = 0; power < 255; power += 1) {
  exponents.push(value)
  value = (value << 1) ^ (value & 0x80 ? 0x11d : 0)
}
const logarithms = new Map(exponents.map((value, power) => [value, power]))
const multiply = (a: number, b: number): number =>
  a === 0 || b === 0 ? 0 : (exponents[((logarithms.get(a) ?? 0) + (logarithms.get(b) ?? 0)) % 255] ?? 0)

/** The remainder of Reed-Solomon division: the correction codewords of one block. */
const correctionOf = (data: ReadonlyArray<number>, length: number): Array<number> => {
  let generator = [1]
  for (let power = 0; power < length; power += 1)
    generator = [...generator, 0].map(
      (value, index) => value ^ multiply(generator[index - 1] ?? 0, exponents[power] ?? 0),
    )
  const rest = [...data, ...Array.from({ length }, () => 0)]
  for (let index = 0; index < data.length; index += 1) {
    const factor = rest[index] ?? 0
    generator.forEach((value, offset) => {
      rest[index + offset] = (rest[index + offset] ?? 0) ^ multiply(value, factor)
    })
  }
  return rest.slice(data.length)
}

const bitsOf = (value: number, length: number): Array<number> =>
  Array.from({ length }, (_, index) => (value >>> (length - 1 - index)) & 1)

/** The bytes as blocks of data and correction, interleaved. */
const codewords = (bytes: Uint8Array, version: number): Array<number> => {
  const [correction, sizes] = versions[version - 1] ?? [0, []]
  const capacity = sizes.reduce((sum, size) => sum + size, 0)
  const bits = [
    ...bitsOf(4, 4),
    ...bitsOf(bytes.length, version < 10 ? 8 : 16),
    ...[...bytes].flatMap((b) => bitsOf(b, 8)),
  ]
  bits.push(...bitsOf(0, Math.min(4, capacity * 8 - bits.length)))
  while (bits.length % 8 !== 0) bits.push(0)
  const data = Array.from({ length: bits.length / 8 }, (_, index) =>
    Number.parseInt(bits.slice(index * 8, index * 8 + 8).join(""), 2),
  )
  for (let pad = 0xec; data.length < capacity; pad ^= 0xec ^ 0x11) data.push(pad)
  let start = 0
  const blocks = sizes.map((size) => data.slice(start, (start += size)))
  const corrections = blocks.map((block) => correctionOf(block, correction))
  const interleave = (columns: ReadonlyArray<ReadonlyArray<number>>): Array<number> =>
    Array.from({ length: Math.max(...columns.map(({ length }) => length)) }, (_, index) =>
      columns.flatMap((column) => column.slice(index, index + 1)),
    ).flat()
  return [...interleave(blocks), ...interleave(corrections)]
}

type Grid = Array<Array<boolean | undefined>>

const finder = (grid: Grid, row: number, column: number): void => {
  for (let y = -1; y <= 7; y += 1)
    for (let x = -1; x <= 7; x += 1) {
      const line = grid[row + y]
      if (!line || column + x < 0 || column + x >= line.length) continue
      const ring = Math.max(Math.abs(y - 3), Math.abs(x - 3))
      line[column + x] = ring !== 2 && ring !== 4
    }
}

/** Everything but data: finders, timing, alignment, the version from 7 on, and the format bits for mask 0 at level M. */
const frame = (version: number): Grid => {
  const size = 17 + version * 4
  const grid: Grid = Array.from({ length: size }, () => Array.from({ length: size }, () => undefined))
  const set = (row: number, column: number, dark: boolean) => {
    const line = grid[row]
    if (line) line[column] = dark
  }
  finder(grid, 0, 0)
  finder(grid, 0, size - 7)
  finder(grid, size - 7, 0)
  const centres = alignment[version - 1] ?? []
  for (const row of centres)
    for (const column of centres) {
      if (grid[row]?.[column] !== undefined) continue
      for (let y = -2; y <= 2; y += 1)
        for (let x = -2; x <= 2; x += 1) set(row + y, column + x, Math.max(Math.abs(y), Math.abs(x)) !== 1)
    }
  for (let index = 8; index < size - 8; index += 1) {
    set(6, index, index % 2 === 0)
    set(index, 6, index % 2 === 0)
  }
  const format = 0b101010000010010
  for (let bit = 0; bit < 15; bit += 1) {
    const dark = ((format >>> bit) & 1) === 1
    set(bit < 6 ? bit : bit < 8 ? bit + 1 : size - 15 + bit, 8, dark)
    set(8, bit < 8 ? size - 1 - bit : bit === 8 ? 7 : 14 - bit, dark)
  }
  set(size - 8, 8, true)
  if (version >= 7) {
    let rest = version << 12
    for (let bit = 17; bit >= 12; bit -= 1) if ((rest >>> bit) & 1) rest ^= 0x1f25 << (bit - 12)
    const bits = (version << 12) | rest
    for (let bit = 0; bit < 18; bit += 1) {
      const dark = ((bits >>> bit) & 1) === 1
      set(Math.floor(bit / 3), size - 11 + (bit % 3), dark)
      set(size - 11 + (bit % 3), Math.floor(bit / 3), dark)
    }
  }
  return grid
}

/**
 * A QR code (byte mode, level M, mask 0) of up to 213 bytes as rows of dark modules, without the quiet zone. Throws if the text is
 * longer.
 */
export const qrCode = (text: string): Array<Array<boolean>> => {
  const bytes = new TextEncoder().encode(text)
  const fits = versions.findIndex(([, sizes], index) => {
    const capacity = sizes.reduce((sum, size) => sum + size, 0)
    return bytes.length <= capacity - (index < 9 ? 2 : 3)
  })
  if (fits < 0) throw new Error(`A text of ${bytes.length} bytes does not fit into a QR code of version 10`)
  const grid = frame(fits + 1)
  const bits = codewords(bytes, fits + 1).flatMap((word) => bitsOf(word, 8))
  const size = grid.length
  let next = 0
  for (let right = size - 1; right > 0; right -= 2) {
    if (right === 6) right = 5
    const upward = ((right + 1) & 2) === 0
    for (let step = 0; step < size; step += 1) {
      const row = upward ? size - 1 - step : step
      const line = grid[row] ?? []
      for (const column of [right, right - 1]) {
        if (line[column] !== undefined) continue
        line[column] = (bits[next] === 1) !== ((row + column) % 2 === 0)
        next += 1
      }
    }
  }
  return grid.map((line) => line.map((dark) => dark === true))
}
