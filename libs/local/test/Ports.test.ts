import { expect, it } from "vitest"
import { requireFree } from "../src/Ports.ts"

it("says that browsers refuse a port, instead of waiting for an answer that cannot come", async () => {
  await expect(requireFree([6566])).rejects.toThrow(
    "Browsers refuse to call port 6566. Choose another TANGO_PORT_OFFSET, such as 1000.",
  )
})
