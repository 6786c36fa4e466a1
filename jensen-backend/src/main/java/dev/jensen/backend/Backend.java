package dev.jensen.backend;

import dev.jensen.backend.archive.Exports;
import dev.jensen.backend.archive.Imports;
import dev.jensen.backend.archive.Uploads;
import dev.jensen.backend.deployment.Deployment;
import dev.jensen.backend.deployment.DeploymentException;
import dev.jensen.backend.file.BlobStores;
import dev.jensen.backend.file.FileStorage;
import dev.jensen.backend.file.OrphanSweep;
import dev.jensen.backend.file.S3Options;
import dev.jensen.backend.file.UnusableBucketException;
import dev.jensen.backend.file.UploadTokens;
import dev.jensen.backend.function.DeployedFunctions;
import dev.jensen.backend.function.Functions;
import dev.jensen.backend.function.ResultText;
import dev.jensen.backend.function.java.JavaFunctions;
import dev.jensen.backend.function.java.JavaRuntime;
import dev.jensen.backend.function.javascript.JavaScriptOptions;
import dev.jensen.backend.function.javascript.JavaScriptRuntime;
import dev.jensen.backend.function.node.EnvironmentRuntime;
import dev.jensen.backend.function.node.NodeOptions;
import dev.jensen.backend.http.BackupSource;
import dev.jensen.backend.http.HttpServer;
import dev.jensen.backend.identity.AdminKey;
import dev.jensen.backend.identity.Authenticator;
import dev.jensen.backend.identity.InstanceKeys;
import dev.jensen.backend.metrics.Metrics;
import dev.jensen.backend.model.Origins;
import dev.jensen.backend.model.Restores;
import dev.jensen.backend.query.CursorCodec;
import dev.jensen.backend.scheduling.Scheduler;
import dev.jensen.backend.service.ServiceAudit;
import dev.jensen.backend.service.ServiceRegistry;
import dev.jensen.backend.storage.Backup;
import dev.jensen.backend.storage.MemoryPersistence;
import dev.jensen.backend.storage.Persistence;
import dev.jensen.backend.storage.RocksPersistence;
import dev.jensen.backend.storage.StorageException;
import dev.jensen.backend.sync.SyncServer;
import dev.jensen.backend.system.CommandLineQueries;
import dev.jensen.backend.token.DevelopmentIssuer;
import dev.jensen.backend.token.SigningKey;
import dev.jensen.backend.token.SiteFetcher;
import dev.jensen.backend.token.TokenVerifier;
import dev.jensen.backend.transaction.Database;
import dev.jensen.backend.world.SystemWorld;
import dev.jensen.backend.world.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One running deployment: starts the parts, wires them, stops them.
///
/// Thread-safe.
public final class Backend implements AutoCloseable {

  private final Deque<AutoCloseable> parts;
  private final URI url;
  private final URI siteUrl;
  private final Functions functions;
  private final @Nullable JavaApplication application;

  private Backend(
      Deque<AutoCloseable> parts,
      URI url,
      URI siteUrl,
      Functions functions,
      @Nullable JavaApplication application) {
    this.parts = parts;
    this.url = url;
    this.siteUrl = siteUrl;
    this.functions = functions;
    this.application = application;
  }

  /// Starts a deployment without functions in Java and returns when it accepts requests.
  ///
  /// @throws StartupException if it cannot start; then nothing is left running
  public static Backend start(BackendOptions options) {
    return start(options, JavaFunctions.NONE);
  }

  /// Starts a deployment with functions in Java and returns when it accepts requests.
  ///
  /// @throws StartupException if it cannot start; then nothing is left running
  public static Backend start(BackendOptions options, JavaFunctions functions) {
    return start(options, functions, new SystemWorld());
  }

  /// Starts a deployment in another world than the real one.
  ///
  /// @throws StartupException if it cannot start; then nothing is left running
  public static Backend start(BackendOptions options, JavaFunctions functions, World world) {
    return start(options, functions, world, () -> RocksPersistence.open(options.data()));
  }

  /// Starts a deployment whose documents are in memory and gone with it. Only what must be files,
  /// such as what was uploaded, is in the directory of its options, which must be there.
  ///
  /// @throws StartupException if it cannot start; then nothing is left running
  public static Backend startInMemory(
      BackendOptions options, JavaFunctions functions, World world) {
    return start(options, functions, world, MemoryPersistence::new);
  }

  private static Backend start(
      BackendOptions options,
      JavaFunctions functions,
      World world,
      Supplier<? extends Persistence> storage) {
    var parts = new ArrayDeque<AutoCloseable>();
    try {
      return start(options, functions, world, storage, parts);
    } catch (StorageException | UnusableBucketException | UncheckedIOException e) {
      close(parts);
      throw new StartupException(e.getMessage(), e);
    } catch (RuntimeException e) {
      close(parts);
      throw e;
    }
  }

  private static Backend start(
      BackendOptions options,
      JavaFunctions javaFunctions,
      World world,
      Supplier<? extends Persistence> storage,
      Deque<AutoCloseable> parts) {
    if (options.devIssuer()) {
      LoopbackOnly.checkIssuer(options);
    }
    var persistence = storage.get();
    parts.addLast(persistence);
    var keys = keys(options, options.adminKey(), world);
    var http = open(options, keys.adminKey());
    parts.addFirst(http);
    var javascript =
        new JavaScriptRuntime(world, JavaScriptOptions.defaults(options.data().resolve("native")));
    parts.addLast(javascript);
    var node = NodeOptions.defaults(options.data().resolve("node"));
    var scripts = new EnvironmentRuntime(world, node, javascript, javascript);
    parts.addLast(scripts);
    var java = javaFunctions.isNone() ? null : new JavaRuntime(world, javaFunctions, scripts);
    if (java != null) {
      parts.addLast(java);
    }
    var database = Database.open(persistence, world);
    parts.remove(persistence);
    parts.addLast(database);
    parts.addFirst(new Trimming(world, database));
    var deployment = new Deployment(world, database, scripts);
    // Closed first: it lets go of the requests that wait for log lines.
    parts.addFirst(deployment);
    var metrics = new Metrics(deployment.log());
    parts.addLast(metrics);
    var audit = new ServiceAudit(world, database, metrics);
    // Closed after all who use it, and before the data it writes to.
    parts.remove(database);
    parts.addLast(audit);
    parts.addLast(database);
    byte[] secret = HexFormat.of().parseHex(keys.secret());
    var cursors = new CursorCodec(secret);
    var blobs = BlobStores.open(world, options.data(), options.bucket());
    parts.addLast(blobs);
    var files =
        new FileStorage(
            world, database, blobs, new UploadTokens(world, secret, name(options, keys)));
    files.start();
    parts.addFirst(OrphanSweep.start(world, database, blobs));
    var url = address(options.origin(), options.host(), http.port());
    var siteUrl = address(options.siteOrigin(), options.host(), http.sitePort());
    var origins = new Origins(url.toString(), siteUrl.toString());
    var signingKey = SigningKey.derive(secret);
    var functions =
        new DeployedFunctions(
            world,
            database,
            java == null ? scripts : java,
            cursors,
            new CommandLineQueries(cursors),
            audit,
            files,
            name(options, keys),
            (claims, now, lifetime) -> signingKey.sign(origins.cloud(), claims, now, lifetime));
    SiteFetcher site = new OwnSite(functions, origins, signingKey.publicKeys());
    var issuer = options.devIssuer() ? issuer(options, world, origins, site) : null;
    var tokens =
        new TokenVerifier(
            world, database, origins, issuer == null ? site : issuer, options.redacts());
    parts.addFirst(tokens);
    var serviceTokens = new ServiceRegistry(world, database, secret);
    var authenticator = new Authenticator(world, keys, tokens, serviceTokens);
    var sync =
        new SyncServer(
            world, database, functions, authenticator, new ResultText(options.redacts()));
    parts.addFirst(sync);
    var uploads = new Uploads(world, options.data().resolve("uploads"));
    var imports = new Imports(world, database, uploads, files);
    var exports = new Exports(world, database, files, options.data().resolve("exports"));
    deployment.start(origins);
    install(deployment, javaFunctions);
    parts.addFirst(new Scheduler(world, database, functions));
    publish(metrics, database, javascript, sync);
    metrics.gauge(
        "jensen_workers",
        "Worker processes that are up",
        Map.of("for", "actions in Node.js"),
        () -> scripts.pids().size());
    http.start(
        world,
        httpOptions(options, keys.adminKey()),
        new HttpServer.Services(
            authenticator,
            functions,
            functions,
            sync,
            deployment,
            exports,
            imports,
            uploads,
            files,
            serviceTokens,
            audit,
            tokens,
            issuer,
            backup(persistence, database, options.data(), new BackedUpFiles(blobs)),
            metrics::scrape,
            signingKey.publicKeys(),
            database::latest));
    imports.resume();
    var check = new SelfCheck(options, keys.adminKey(), origins, database, tokens);
    var checking = world.start("self-check", () -> check.run(world));
    parts.addFirst(() -> stop(checking));
    exports.resume();
    return new Backend(
        parts,
        address(null, options.host(), http.port()),
        address(null, options.host(), http.sitePort()),
        functions,
        java == null ? null : new JavaApplication(deployment, java));
  }

  private static void install(Deployment deployment, JavaFunctions functions) {
    try {
      deployment.install(functions.definition());
    } catch (DeploymentException e) {
      throw new StartupException(
          "The functions in Java cannot be deployed: %s".formatted(e.getMessage()), e);
    }
  }

  /// The check reads data, which must not be closed under its hands.
  private static void stop(Thread checking) throws InterruptedException {
    checking.interrupt();
    checking.join();
  }

  private static DevelopmentIssuer issuer(
      BackendOptions options, World world, Origins origins, SiteFetcher site) {
    try {
      return DevelopmentIssuer.open(world, options.data(), origins.cloud(), site);
    } catch (IOException e) {
      throw new StartupException(
          "The key of the development issuer in %s cannot be read or written (%s)."
              .formatted(options.data(), e),
          e);
    }
  }

  private static void publish(
      Metrics metrics, Database database, JavaScriptRuntime runtime, SyncServer sync) {
    metrics.counter("jensen_commits", "Transactions committed", Map.of(), database::commits);
    metrics.counter("jensen_conflicts", "Commits lost to others", Map.of(), database::conflicts);
    metrics.gauge("jensen_sessions", "Clients connected", Map.of(), sync::sessionCount);
    metrics.gauge(
        "jensen_waiting_calls", "Calls that wait for a worker", Map.of(), runtime::waitingCalls);
    metrics.gauge(
        "jensen_workers",
        "Worker processes that are up",
        Map.of("for", "queries and mutations"),
        () -> runtime.workerPids().size());
    metrics.gauge(
        "jensen_workers",
        "Worker processes that are up",
        Map.of("for", "actions"),
        () -> runtime.actionWorkerPids().size());
  }

  /// Null if the documents are in memory. While the snapshot is held, no content of a file in the
  /// backup is removed.
  private static @Nullable BackupSource backup(
      Persistence persistence, Database database, Path data, BackedUpFiles files) {
    if (!(persistence instanceof RocksPersistence store)) {
      return null;
    }
    return out -> {
      try (var _ = database.begin()) {
        Backup.write(store, data, files, out);
      }
    };
  }

  private static String name(BackendOptions options, InstanceKeys keys) {
    return Objects.requireNonNullElse(options.instanceName(), keys.adminKey().name());
  }

  private static HttpServer open(BackendOptions options, AdminKey adminKey) {
    try {
      return HttpServer.open(httpOptions(options, adminKey));
    } catch (IOException e) {
      throw new StartupException(
          "Cannot listen on %s port %d or %d (%s). Choose other ports with --port and --site-port, 0 for any free one."
              .formatted(options.host(), options.port(), options.sitePort(), e.getMessage()),
          e);
    }
  }

  private static HttpServer.Options httpOptions(BackendOptions options, AdminKey adminKey) {
    return new HttpServer.Options(
        options.host(),
        options.port(),
        options.sitePort(),
        options.redacts(),
        Objects.requireNonNullElse(options.instanceName(), adminKey.name()),
        version());
  }

  /// The version of this build, or `unknown` when it runs from classes.
  public static String version() {
    var version = Backend.class.getPackage().getImplementationVersion();
    return version == null ? "unknown" : version;
  }

  private static URI address(@Nullable URI given, String host, int port) {
    var literal = host.contains(":") ? '[' + host + ']' : host;
    return given != null ? given : URI.create("http://%s:%d".formatted(literal, port));
  }

  /// The generated admin key of the deployment in `data`, made if there is none yet; works while a
  /// server runs on it and before one ever ran.
  ///
  /// @throws StartupException if the directory cannot be read or written
  public static String adminKey(Path data) {
    return keys(BackendOptions.defaults(data), null, new SystemWorld()).adminKey().reveal();
  }

  /// Replaces the generated admin key of the deployment in `data` and its secret. When the server
  /// starts again, all that was made with them ends: the read-only key, tokens that functions
  /// signed or services got for users, upload addresses and cursors. Service tokens are kept.
  ///
  /// @return the new admin key
  /// @throws StartupException if the directory cannot be read or written
  public static String rotateKeys(Path data) {
    var name = keys(BackendOptions.defaults(data), null, new SystemWorld()).adminKey().name();
    try {
      return InstanceKeys.replace(data, name, new SystemWorld().random()).adminKey().reveal();
    } catch (IOException e) {
      throw unusableKeys(data, e);
    }
  }

  /// The key that may look at everything in the deployment in `data` and change nothing.
  ///
  /// @param adminKey the operator's, or null for the generated one
  /// @throws StartupException if the directory cannot be read or written, or that is no key
  public static String readOnlyKey(Path data, @Nullable String adminKey) {
    return keys(BackendOptions.defaults(data), adminKey, new SystemWorld()).readOnlyKey().reveal();
  }

  /// Makes a data directory of a backup and checks that it can be opened.
  ///
  /// The restored data begins with a commit of its own: no client may see time go back.
  ///
  /// @param bucket what takes the contents of stored files; null for the directory itself
  /// @return the timestamp of the last commit in the backup, nanoseconds since the epoch
  /// @throws StartupException if that cannot be
  public static long restore(Path backup, Path data, @Nullable S3Options bucket) {
    var world = new SystemWorld();
    try {
      Backup.restore(
          backup,
          data,
          bucket == null ? null : () -> new BackedUpFiles(BlobStores.open(world, data, bucket)));
      try (var database = Database.open(RocksPersistence.open(data), world)) {
        long last = database.latest().nanos();
        try (var transaction = database.begin()) {
          Restores.note(transaction, last);
          database.commit(transaction);
        }
        return last;
      }
    } catch (StorageException | UnusableBucketException e) {
      throw new StartupException(e.getMessage(), e);
    }
  }

  private static InstanceKeys keys(BackendOptions options, @Nullable String adminKey, World world) {
    var name = Objects.requireNonNullElse(options.instanceName(), BackendOptions.DEFAULT_NAME);
    try {
      var keys = InstanceKeys.load(options.data(), name, world.random());
      return adminKey == null ? keys : keys.with(AdminKey.parse(adminKey));
    } catch (IOException e) {
      throw unusableKeys(options.data(), e);
    } catch (IllegalArgumentException e) {
      throw new StartupException(e.getMessage(), e);
    }
  }

  private static StartupException unusableKeys(Path data, IOException e) {
    return new StartupException(
        "The keys in the data directory %s cannot be read or written (%s).".formatted(data, e), e);
  }

  /// Where it listens for clients.
  public URI url() {
    return url;
  }

  /// Where it listens for requests to HTTP actions.
  public URI siteUrl() {
    return siteUrl;
  }

  /// Runs functions without HTTP.
  public Functions functions() {
    return functions;
  }

  /// Replaces the functions in Java, and their tables, in one transaction. Calls that have begun
  /// end with those before; live queries are run again.
  ///
  /// @throws DeploymentException if they do not go with what is pushed or with the documents; then
  ///   those before go on
  /// @throws IllegalStateException if the deployment was started without any
  public void replaceFunctions(JavaFunctions newFunctions) {
    if (application == null) {
      throw new IllegalStateException("started without functions in Java");
    }
    application.replace(newFunctions);
  }

  /// Finishes the requests in progress, then stops everything.
  @Override
  public void close() {
    close(parts);
  }

  private static void close(Deque<AutoCloseable> parts) {
    RuntimeException failure = null;
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        failure = failure == null ? new IllegalStateException("a part did not stop", e) : failure;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
