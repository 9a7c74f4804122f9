import { createdParams, createdWithin, page, pagingParams } from "./Paging.ts"
import { createPreview, previewParams } from "./Preview.ts"
import { search } from "./Search.ts"
import type { Endpoint } from "./Router.ts"
import { resource, type World } from "./World.ts"

const is = <A>(asked: A | undefined, actual: A): boolean => asked === undefined || asked === actual

export const invoiceEndpoints = (world: World): ReadonlyArray<Endpoint> => [
  {
    method: "GET",
    path: "/v1/invoices",
    allow: [...pagingParams, ...createdParams, "customer", "subscription", "status", "collection_method"],
    handle: ({ params, path }) => {
      const customer = params.string("customer")
      const subscription = params.string("subscription")
      const status = params.oneOf("status", ["draft", "open", "paid", "uncollectible", "void"])
      const within = createdWithin(params)
      const found = world.invoices
        .all()
        .filter(
          (one) =>
            is<string | null>(customer, one.customer) &&
            is<string | undefined>(subscription, one.parent?.subscription_details?.subscription) &&
            is<string | null>(status, one.status) &&
            within(one),
        )
      return page(path, found, params)
    },
  },
  {
    method: "POST",
    path: "/v1/invoices/create_preview",
    allow: previewParams,
    handle: ({ params }) => createPreview(world, params),
  },
  {
    method: "GET",
    path: "/v1/invoices/search",
    allow: ["query", "limit", "page"],
    handle: ({ params, path }) => search(path, world.invoices.all(), params),
  },
  { method: "GET", path: "/v1/invoices/:id", allow: [], handle: ({ id }) => resource(world.invoices, "invoice", id) },
  {
    method: "GET",
    path: "/v1/invoices/:id/lines",
    allow: pagingParams,
    handle: ({ id, params, path }) =>
      page(path, resource(world.invoices, "invoice", id).lines.data.toReversed(), params),
  },
  {
    method: "GET",
    path: "/v1/invoice_payments",
    allow: [...pagingParams, "invoice", "status", "payment[type]", "payment[payment_intent]"],
    handle: ({ params, path }) => {
      const invoice = params.string("invoice")
      const status = params.string("status")
      const intent = params.object("payment")?.string("payment_intent")
      const found = world.invoicePayments
        .all()
        .filter(
          (one) =>
            is(invoice, one.invoice) &&
            is(status, one.status) &&
            is<string | undefined>(intent, one.payment.payment_intent),
        )
      return page(path, found, params)
    },
  },
  {
    method: "GET",
    path: "/v1/invoice_payments/:id",
    allow: [],
    handle: ({ id }) => resource(world.invoicePayments, "invoice_payment", id),
  },
]
