// The container's health check: the service's own answer, by its own port.
const { PORT = "8080", SERVICE_NAME, HEALTH_PATH = `/api/${SERVICE_NAME}/health/ready` } = process.env
const healthy = await fetch(`http://127.0.0.1:${PORT}${HEALTH_PATH}`).then(
  ({ ok }) => ok,
  () => false,
)
process.exit(healthy ? 0 : 1)
