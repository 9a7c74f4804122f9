import { FileName, partBytes } from "@tango/contracts/api/projects/Attachments"
import { Result, Schema } from "effect"
import { assert, describe, it } from "vitest"
import { disposition, isWhatItSays, partCount, partSize } from "../src/domain/Attachment.ts"

const bytes = (text: string) => new TextEncoder().encode(text)

describe("parts", () => {
  it.each([1, partBytes - 1, partBytes, partBytes + 1, 3 * partBytes])("of %i bytes are all of them", (size) => {
    const sizes = Array.from({ length: partCount(size) }, (_, n) => partSize(size, n + 1) ?? 0)
    assert.equal(
      sizes.reduce((sum, one) => sum + one, 0),
      size,
    )
    assert.isTrue(sizes.slice(0, -1).every((one) => one === partBytes))
    assert.isUndefined(partSize(size, 0))
    assert.isUndefined(partSize(size, partCount(size) + 1))
  })
})

describe("a file is what it says", () => {
  it.each([
    ["image/png", "image/png", "", true],
    ["image/png", "image/jpeg", "", false],
    ["image/png", undefined, "hello", false],
    ["text/plain", undefined, "hello", true],
    ["text/plain", undefined, "nul\0", false],
    ["text/csv", "application/x-msdownload", "MZ", false],
    ["application/json", "application/xml", "<?xml version='1.0'?>", true],
    ["application/vnd.openxmlformats-officedocument.wordprocessingml.document", "application/zip", "PK", true],
    ["application/zip", "application/pdf", "%PDF", false],
  ])("%s that looks like %s", (declared, found, text, is) => {
    assert.equal(isWhatItSays(declared, found, bytes(text)), is)
  })

  it("also when text is cut within a character, and not when it is no UTF-8", () => {
    assert.isTrue(isWhatItSays("text/plain", undefined, bytes("naïve €").subarray(0, -1)))
    assert.isFalse(isWhatItSays("text/plain", undefined, new Uint8Array([0x68, 0xff, 0x68])))
  })
})

describe("a file's name", () => {
  const taken = (name: string) => Result.isSuccess(Schema.decodeUnknownResult(FileName)(name))

  it.each(["notes.pdf", "Pläne für März.docx", "報告.csv", "👩‍💻.png", "a".repeat(255), ".env"])("may be %s", (name) =>
    assert.isTrue(taken(name)),
  )

  it.each([
    "",
    "   ",
    ".",
    "..",
    "../../etc/passwd",
    "C:\\boot.ini",
    "two\nlines.txt",
    "bell\u0007.txt",
    "invoice\u202efdp.exe",
    "\u200fright.txt",
    "half\ud800.txt",
    "a".repeat(256),
    "ä".repeat(128),
  ])("may not be %j", (name) => assert.isFalse(taken(name)))

  it("is told to browsers whole, and to old ones in ASCII", () => {
    assert.equal(disposition("notes.pdf"), `attachment; filename="notes.pdf"; filename*=UTF-8''notes.pdf`)
    assert.equal(
      disposition(`Grüße "an" (alle) 50%.txt`),
      `attachment; filename="Gru__e _an_ (alle) 50_.txt"; filename*=UTF-8''Gr%C3%BC%C3%9Fe%20%22an%22%20%28alle%29%2050%25.txt`,
    )
  })
})
