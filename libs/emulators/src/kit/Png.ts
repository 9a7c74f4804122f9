import { crc32, deflateSync } from "node:zlib"

const chunk = (kind: string, data: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(kind, "latin1"), data])
  const length = Buffer.alloc(4)
  const sum = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}

/** A black and white PNG of square modules, each `scale` pixels wide, with a white margin of 4 modules, as a data URL. */
export const pngDataUrl = (modules: ReadonlyArray<ReadonlyArray<boolean>>, scale = 6): string => {
  const width = (modules.length + 8) * scale
  const rows = Array.from({ length: width }, (_, y) => {
    const line = modules[Math.floor(y / scale) - 4]
    const pixels = Array.from({ length: width }, (_, x) => (line?.[Math.floor(x / scale) - 4] ? 0 : 255))
    return Buffer.from([0, ...pixels])
  })
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(width, 4)
  // 8 bits of grey, compression, filter and interlace as every PNG has them.
  header.set([8, 0, 0, 0, 0], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  const image = [chunk("IHDR", header), chunk("IDAT", deflateSync(Buffer.concat(rows))), chunk("IEND", Buffer.alloc(0))]
  return `data:image/png;base64,${Buffer.concat([signature, ...image]).toString("base64")}`
}
