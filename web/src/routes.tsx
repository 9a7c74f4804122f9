import { createBrowserRouter } from "react-router"
import { requireNoSession, requireSession, toStart } from "@/session/guards.ts"
import { ErrorPage } from "./pages/ErrorPage.tsx"
import { Root } from "./Root.tsx"
import { Splash } from "./components/Splash.tsx"

export const router = createBrowserRouter([
  {
    Component: Root,
    ErrorBoundary: ErrorPage,
    HydrateFallback: Splash,
    children: [
      { index: true, loader: toStart },
      { path: "login", loader: requireNoSession, lazy: () => import("./pages/LoginPage.tsx") },
      { path: "login/sso", loader: requireNoSession, lazy: () => import("./pages/SsoPage.tsx") },
      { path: "login/other", lazy: () => import("./pages/OtherLogInPage.tsx") },
      { path: "second-factor", lazy: () => import("./pages/SecondFactorPage.tsx") },
      { path: "reset-password", lazy: () => import("./pages/ResetPasswordPage.tsx") },
      { path: "confirm-email", lazy: () => import("./pages/ConfirmEmailPage.tsx") },
      { path: "authenticate", lazy: () => import("./pages/AuthenticatePage.tsx") },
      { path: "organizations", lazy: () => import("./pages/OrganizationsPage.tsx") },
      {
        loader: requireSession,
        lazy: () => import("./shell/AppShell.tsx"),
        children: [
          {
            ErrorBoundary: ErrorPage,
            children: [
              { path: "account", lazy: () => import("./pages/AccountPage.tsx") },
              { path: "projects", lazy: () => import("./pages/ProjectsPage.tsx") },
              { path: "projects/:projectId", lazy: () => import("./pages/ProjectPage.tsx") },
              { path: "usage", lazy: () => import("./pages/UsagePage.tsx") },
              { path: "members", lazy: () => import("./pages/MembersPage.tsx") },
              { path: "billing", lazy: () => import("./pages/BillingPage.tsx") },
              { path: "billing/return", lazy: () => import("./pages/BillingReturnPage.tsx") },
              { path: "deliveries", lazy: () => import("./pages/DeliveriesPage.tsx") },
              {
                path: "settings",
                lazy: () => import("./pages/settings/SettingsLayout.tsx"),
                children: [
                  { index: true, lazy: () => import("./pages/settings/OrganizationSettingsPage.tsx") },
                  { path: "sso", lazy: () => import("./pages/settings/SsoSettingsPage.tsx") },
                  { path: "sso/test", lazy: () => import("./pages/settings/SsoTestPage.tsx") },
                  { path: "scim", lazy: () => import("./pages/settings/ScimPage.tsx") },
                  { path: "api-clients", lazy: () => import("./pages/settings/ApiClientsPage.tsx") },
                  { path: "audit-log", lazy: () => import("./pages/settings/AuditLogPage.tsx") },
                ],
              },
              { path: "inbox", lazy: () => import("./pages/InboxPage.tsx") },
              { path: "preferences", lazy: () => import("./pages/PreferencesPage.tsx") },
            ],
          },
        ],
      },
      { path: "*", lazy: () => import("./pages/NotFoundPage.tsx") },
    ],
  },
])
