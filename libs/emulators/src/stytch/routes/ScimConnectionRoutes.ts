import { Hono } from "hono"
import type { Context } from "hono"
import type {
  B2BSCIMConnectionCreateRequest,
  B2BSCIMConnectionCreateResponse,
  B2BSCIMConnectionDeleteResponse,
  B2BSCIMConnectionGetGroupsResponse,
  B2BSCIMConnectionGetResponse,
  B2BSCIMConnectionRotateCancelResponse,
  B2BSCIMConnectionRotateCompleteResponse,
  B2BSCIMConnectionRotateStartResponse,
  B2BSCIMConnectionUpdateRequest,
  B2BSCIMConnectionUpdateResponse,
} from "stytch"
import { StytchFailure } from "../Errors.ts"
import { body, originOf, param, reply } from "../Http.ts"
import { findOrganization } from "../Organizations.ts"
import type { Project } from "../Project.ts"
import { groupsIn } from "../scim/ScimGroups.ts"
import {
  createScimConnection,
  deleteScimConnection,
  endTokenRotation,
  findScimConnection,
  scimAnswer,
  startTokenRotation,
  updateScimConnection,
} from "../ScimConnections.ts"
import { page } from "../Paging.ts"

const groups = (project: Project, connectionId: string, { cursor, limit }: { cursor?: string; limit?: string }) => {
  const count = limit === undefined ? 100 : Number(limit)
  if (!Number.isInteger(count)) throw new StytchFailure("bad_request", "limit is malformed.")
  const { items, results_metadata } = page(groupsIn(project, connectionId), {
    limit: count,
    ...(cursor ? { cursor } : {}),
  })
  const { next_cursor } = results_metadata
  const scim_groups = items.map(({ id, display_name, organization_id, connection_id }) => ({
    group_id: id,
    group_name: display_name,
    organization_id,
    connection_id,
  }))
  return { scim_groups, ...(next_cursor === undefined ? {} : { next_cursor }) }
}

export const scimConnectionRoutes = (project: Project): Hono => {
  const organizationOf = (c: Context) => findOrganization(project, param(c, "organization_id"))
  const connectionOf = (c: Context) => findScimConnection(project, organizationOf(c), param(c, "connection_id"))
  const at = "/scim/:organization_id/connection"
  return new Hono()
    .post(at, async (c) => {
      const request = await body<B2BSCIMConnectionCreateRequest>(c)
      const connection = createScimConnection(project, organizationOf(c), request, originOf(project, c))
      return reply<B2BSCIMConnectionCreateResponse>(c, { connection })
    })
    .get(at, (c) => {
      const connection = scimAnswer(findScimConnection(project, organizationOf(c)), originOf(project, c))
      return reply<B2BSCIMConnectionGetResponse>(c, { connection })
    })
    .get(`${at}/:connection_id`, (c) => {
      const found = groups(project, connectionOf(c).connection_id, c.req.query())
      return reply<B2BSCIMConnectionGetGroupsResponse & { request_id: string }>(c, found)
    })
    .put(`${at}/:connection_id`, async (c) => {
      const request = await body<B2BSCIMConnectionUpdateRequest>(c)
      const updated = updateScimConnection(project, organizationOf(c), connectionOf(c), request)
      return reply<B2BSCIMConnectionUpdateResponse>(c, { connection: scimAnswer(updated, originOf(project, c)) })
    })
    .delete(`${at}/:connection_id`, (c) => {
      const connection = connectionOf(c)
      deleteScimConnection(project, connection)
      return reply<B2BSCIMConnectionDeleteResponse>(c, { connection_id: connection.connection_id })
    })
    .post(`${at}/:connection_id/rotate/start`, (c) => {
      const connection = startTokenRotation(project, connectionOf(c), originOf(project, c))
      return reply<B2BSCIMConnectionRotateStartResponse>(c, { connection })
    })
    .post(`${at}/:connection_id/rotate/complete`, (c) => {
      const ended = endTokenRotation(project, connectionOf(c), "next")
      return reply<B2BSCIMConnectionRotateCompleteResponse>(c, { connection: scimAnswer(ended, originOf(project, c)) })
    })
    .post(`${at}/:connection_id/rotate/cancel`, (c) => {
      const ended = endTokenRotation(project, connectionOf(c), "first")
      return reply<B2BSCIMConnectionRotateCancelResponse>(c, { connection: scimAnswer(ended, originOf(project, c)) })
    })
}
