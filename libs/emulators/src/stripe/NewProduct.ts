import { invalid } from "./Errors.ts"
import { newId } from "./Ids.ts"
import type { Params } from "./Params.ts"
import type { Product } from "./Wire.ts"
import type { World } from "./World.ts"

/** What is advertised of a product. */
export const productFeatures = (params: Params): Product["marketing_features"] =>
  params.objects("marketing_features").map((feature) => ({ name: feature.required("name") }))

/** A product, not yet stored. */
export const newProduct = (world: World, params: Params): Product => {
  const id = params.string("id") ?? newId("prod", 14)
  if (world.products.get(id)) {
    throw invalid("Product already exists.", { code: "resource_already_exists", param: "id" })
  }
  return {
    id,
    object: "product",
    active: params.boolean("active") ?? true,
    created: world.now(),
    default_price: null,
    description: params.nullable("description") ?? null,
    images: [...params.strings("images")],
    livemode: false,
    marketing_features: productFeatures(params),
    metadata: params.metadata(),
    name: params.required("name"),
    package_dimensions: null,
    shippable: null,
    statement_descriptor: params.nullable("statement_descriptor") ?? null,
    tax_code: params.nullable("tax_code") ?? null,
    tax_details: null,
    type: "service",
    unit_label: params.nullable("unit_label") ?? null,
    updated: world.now(),
    url: params.nullable("url") ?? null,
  }
}
