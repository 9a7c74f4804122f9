import { Hono } from "hono"
import type {
  M2MClientsCreateRequest,
  M2MClientsCreateResponse,
  M2MClientsDeleteResponse,
  M2MClientsGetResponse,
  M2MClientsSearchRequest,
  M2MClientsSearchResponse,
  M2MClientsSecretsRotateCancelResponse,
  M2MClientsSecretsRotateResponse,
  M2MClientsSecretsRotateStartResponse,
  M2MClientsUpdateRequest,
  M2MClientsUpdateResponse,
} from "stytch"
import { StytchFailure } from "../Errors.ts"
import { body, param, reply } from "../Http.ts"
import {
  asM2mClient,
  clientMatches,
  createClient,
  endRotation,
  findClient,
  startRotation,
  updateClient,
} from "../M2mClients.ts"
import type { Project } from "../Project.ts"
import { page } from "../Paging.ts"

/** The project's API clients. They belong to no organization: whoever makes one for an organization says so in trusted_metadata. */
export const m2mRoutes = (project: Project): Hono =>
  new Hono()
    .post("/m2m/clients", async (c) => {
      const request = await body<M2MClientsCreateRequest>(c)
      if (!request.scopes) throw new StytchFailure("bad_request", "scopes is required.")
      return reply<M2MClientsCreateResponse>(c, { m2m_client: createClient(project, request) })
    })
    .post("/m2m/clients/search", async (c) => {
      const request = await body<M2MClientsSearchRequest>(c)
      const found = project.m2mClients.all().filter((client) => clientMatches(client, request.query))
      const { items, results_metadata } = page(found, request)
      return reply<M2MClientsSearchResponse>(c, { m2m_clients: items.map(asM2mClient), results_metadata })
    })
    .get("/m2m/clients/:client_id", (c) =>
      reply<M2MClientsGetResponse>(c, { m2m_client: asM2mClient(findClient(project, param(c, "client_id"))) }),
    )
    .put("/m2m/clients/:client_id", async (c) => {
      const request = await body<M2MClientsUpdateRequest>(c)
      const before = findClient(project, param(c, "client_id"))
      return reply<M2MClientsUpdateResponse>(c, { m2m_client: updateClient(project, before, request) })
    })
    .delete("/m2m/clients/:client_id", (c) => {
      const { client_id } = findClient(project, param(c, "client_id"))
      project.m2mClients.delete(client_id)
      return reply<M2MClientsDeleteResponse>(c, { client_id })
    })
    .post("/m2m/clients/:client_id/secrets/rotate/start", (c) => {
      const m2m_client = startRotation(project, findClient(project, param(c, "client_id")))
      return reply<M2MClientsSecretsRotateStartResponse>(c, { m2m_client })
    })
    .post("/m2m/clients/:client_id/secrets/rotate/cancel", (c) => {
      const m2m_client = endRotation(project, findClient(project, param(c, "client_id")), "first")
      return reply<M2MClientsSecretsRotateCancelResponse>(c, { m2m_client })
    })
    .post("/m2m/clients/:client_id/secrets/rotate", (c) => {
      const m2m_client = endRotation(project, findClient(project, param(c, "client_id")), "next")
      return reply<M2MClientsSecretsRotateResponse>(c, { m2m_client })
    })
