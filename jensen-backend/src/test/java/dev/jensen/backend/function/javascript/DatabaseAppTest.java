package dev.jensen.backend.function.javascript;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/// Tests of the app `database`, each on data of its own, all in the same worker processes.
abstract class DatabaseAppTest {

  private static JavaScriptRuntime runtime;

  DeployedApp app;

  @BeforeAll
  static void start() {
    runtime = Runtimes.start();
  }

  @AfterAll
  static void stop() {
    runtime.close();
  }

  @BeforeEach
  void deploy() {
    app = new DeployedApp(runtime, "database");
  }

  @AfterEach
  void close() {
    app.close();
  }
}
