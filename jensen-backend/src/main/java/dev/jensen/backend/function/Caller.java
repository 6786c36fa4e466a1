package dev.jensen.backend.function;

/// Through which door a call came (`spec/deploy-api.md` §13).
public enum Caller {
  HTTP_API("HttpApi"),
  HTTP_ENDPOINT("HttpEndpoint"),
  SYNC_WORKER("SyncWorker"),
  ACTION("Action"),
  SCHEDULER("Scheduler"),
  CRON("Cron");

  private final String display;

  Caller(String display) {
    this.display = display;
  }

  /// What logs call it.
  public String display() {
    return display;
  }
}
