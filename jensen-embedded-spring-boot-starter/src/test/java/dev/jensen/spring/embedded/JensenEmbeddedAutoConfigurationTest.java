package dev.jensen.spring.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jensen.backend.Backend;
import dev.jensen.client.ConnectionException;
import dev.jensen.client.ConvexClient;
import dev.jensen.client.ConvexFunctions;
import dev.jensen.client.ConvexHttpClient;
import dev.jensen.functions.Action;
import dev.jensen.functions.ActionContext;
import dev.jensen.functions.FunctionApp;
import dev.jensen.functions.Functions;
import dev.jensen.functions.Mutation;
import dev.jensen.functions.MutationContext;
import dev.jensen.functions.Query;
import dev.jensen.functions.QueryContext;
import dev.jensen.functions.Table;
import dev.jensen.mapping.ResultType;
import dev.jensen.spring.JensenConnectionDetails;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;
import org.springframework.core.io.support.SpringFactoriesLoader.FailureHandler;

/// Applications with both starters, as Spring Boot finds them on the class path.
@Timeout(120)
class JensenEmbeddedAutoConfigurationTest {

  private static final ResultType<List<String>> TEXTS = new ResultType<>() {};

  @Table("tasks")
  record Task(String text) {}

  static final class Tasks {

    @Mutation
    void add(MutationContext ctx, String text) {
      ctx.db().insert(new Task(text));
    }

    @Query
    List<String> texts(QueryContext ctx) {
      return ctx.db().query(Task.class).stream().map(task -> task.content().text()).toList();
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Application {

    // @start region=functions
    @Bean
    FunctionApp functions() {
      return FunctionApp.of(new Tasks()).withTables(Task.class);
    }
    // @end
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class WithoutFunctions {}

  // @start region=caller
  @Functions("caller")
  record Caller(ObjectProvider<ConvexHttpClient> convex) {

    @Action
    void add(ActionContext ctx, String text) {
      convex.getObject().mutation("tasks:add", Map.of("text", text));
    }
  }

  // @end

  @Functions("lazyCaller")
  record LazyCaller(ConvexFunctions convex) {

    @Action
    void add(ActionContext ctx, String text) {
      convex.mutation("tasks:add", Map.of("text", text));
    }
  }

  @Functions("eagerCaller")
  record EagerCaller(ConvexHttpClient convex) {

    @Query
    boolean isThere(QueryContext ctx) {
      return true;
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class WithCallers {

    @Bean
    Caller caller(ObjectProvider<ConvexHttpClient> convex) {
      return new Caller(convex);
    }

    @Bean
    LazyCaller lazyCaller(@Lazy ConvexFunctions convex) {
      return new LazyCaller(convex);
    }

    @Bean
    FunctionApp functions(Caller caller, LazyCaller lazyCaller) {
      return FunctionApp.of(new Tasks(), caller, lazyCaller).withTables(Task.class);
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class WithEagerCaller {

    @Bean
    EagerCaller eagerCaller(ConvexHttpClient convex) {
      return new EagerCaller(convex);
    }

    @Bean
    FunctionApp functions(EagerCaller eagerCaller) {
      return FunctionApp.of(eagerCaller);
    }
  }

  /// What an application does with the clients that it is given.
  record TaskService(ConvexHttpClient http, ConvexClient live) {

    void add(String text) {
      http.mutation("tasks:add", Map.of("text", text));
    }

    List<String> texts() {
      return http.query("tasks:texts", Map.of(), TEXTS);
    }
  }

  @TempDir private Path parent;

  private Path data;
  private ApplicationContextRunner application;

  @BeforeEach
  void configure() {
    data = parent.resolve("data");
    application = runner(Application.class).withBean(TaskService.class);
  }

  private ApplicationContextRunner runner(Class<?> configuration) {
    return new ApplicationContextRunner()
        .withUserConfiguration(configuration)
        .withPropertyValues("jensen.embedded.data=" + data);
  }

  @Test
  void theClientsOfAnApplicationCallItsOwnFunctions() {
    application.run(context -> {
      var tasks = context.getBean(TaskService.class);

      tasks.add("milk");

      assertThat(tasks.texts()).containsExactly("milk");
      assertThat(tasks.live().query("tasks:texts", Map.of(), TEXTS)).containsExactly("milk");
      assertThat(context.getBean(Backend.class).url().getHost()).isEqualTo("127.0.0.1");
    });
  }

  @Test
  void theDeploymentEndsWithTheApplicationAndItsDataStays() {
    var urls = new URI[1];
    application.run(context -> {
      context.getBean(TaskService.class).add("milk");
      urls[0] = context.getBean(Backend.class).url();
    });

    try (var afterwards = ConvexHttpClient.of(Objects.requireNonNull(urls[0]))) {
      assertThatThrownBy(() -> afterwards.mutation("tasks:add", Map.of("text", "late")))
          .isInstanceOf(ConnectionException.class);
    }
    application.run(
        context -> assertThat(context.getBean(TaskService.class).texts()).containsExactly("milk"));
  }

  @Test
  void aUrlGoesBeforeTheDeploymentInTheApplication() {
    application
        .withPropertyValues("jensen.url=http://127.0.0.1:1")
        .run(context -> {
          assertThat(context.getBean(JensenConnectionDetails.class).url()).hasPort(1);
          assertThat(context).hasSingleBean(Backend.class);
        });
  }

  @Test
  void whatIsEmptySaysNothing() {
    application
        .withPropertyValues("jensen.url=", "jensen.embedded.admin-key=")
        .run(context -> {
          var tasks = context.getBean(TaskService.class);

          tasks.add("milk");

          assertThat(tasks.texts()).containsExactly("milk");
        });
  }

  @Test
  void functionsMayCallTheirOwnDeployment() {
    runner(WithCallers.class)
        .run(context -> {
          var http = context.getBean(ConvexHttpClient.class);

          http.action("caller:add", Map.of("text", "milk"));
          http.action("lazyCaller:add", Map.of("text", "tea"));

          assertThat(http.query("tasks:texts", Map.of(), TEXTS)).containsExactly("milk", "tea");
        });
  }

  /// The deployment would have to be there before its functions.
  @Test
  void functionsThatAskForTheirOwnClientLearnHowTo() {
    runner(WithEagerCaller.class)
        .run(context -> {
          var analysis = analysis(context);

          assertThat(analysis.getDescription())
              .contains("ask for a client of the deployment that they are part of")
              .contains("functions")
              .contains("eagerCaller");
          assertThat(analysis.getAction())
              .contains("ObjectProvider<ConvexHttpClient>")
              .contains("@Lazy ConvexFunctions");
        });
    assertThat(data).doesNotExist();
  }

  /// What Spring Boot prints when such an application does not start.
  private static FailureAnalysis analysis(AssertableApplicationContext context) {
    var failure = Objects.requireNonNull(context.getStartupFailure());
    return SpringFactoriesLoader.forDefaultResourceLocation()
        .load(
            FailureAnalyzer.class,
            ArgumentResolver.of(BeanFactory.class, new DefaultListableBeanFactory()),
            FailureHandler.handleMessage((message, cause) -> {}))
        .stream()
        .map(analyzer -> analyzer.analyze(failure))
        .filter(Objects::nonNull)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aLazyApplicationStartsItsDeploymentAtOnce() {
    application
        .withInitializer(context ->
            context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
        .run(context -> {
          assertThat(context.getBeanFactory().containsSingleton("convex")).isFalse();
          assertThat(context.getBeanFactory().containsSingleton("jensenBackend")).isTrue();
        });
  }

  @Test
  void withoutFunctionsNothingIsStarted() {
    runner(WithoutFunctions.class)
        .run(context ->
            assertThat(context)
                .hasNotFailed()
                .doesNotHaveBean(Backend.class)
                .doesNotHaveBean(ConvexHttpClient.class));

    assertThat(data).doesNotExist();
  }

  @Test
  void whatCannotBeIsRefusedAndSaysWhy() {
    assertThat(refusal("port=70000"))
        .rootCause()
        .hasMessage("jensen.embedded.port is 70000; ports are 1 to 65535, or 0 for any free one.");
    assertThat(refusal("site-port=-1"))
        .rootCause()
        .hasMessageStartingWith("jensen.embedded.site-port is -1;");
    assertThat(refusal("s3.region=here"))
        .hasStackTraceContaining("jensen.embedded.s3")
        .rootCause()
        .hasMessage("a bucket has a name");
    assertThat(data).doesNotExist();
  }

  @Test
  void whatIsSaidOfTheDeploymentReachesIt() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertThat(refusal("port=" + port))
          .hasStackTraceContaining("Cannot listen on 127.0.0.1 port %d or 0", port);
      assertThat(refusal("site-port=" + port))
          .hasStackTraceContaining("Cannot listen on 127.0.0.1 port 0 or %d", port);
    }
    assertThat(refusal("admin-key=secret"))
        .hasStackTraceContaining("An admin key has the form NAME|SECRET");
    assertThat(refusal("s3.bucket=photos", "s3.endpoint=http://127.0.0.1:1"))
        .hasStackTraceContaining("UnusableBucketException");
  }

  private Throwable refusal(String... settings) {
    var failures = new ArrayList<Throwable>();
    application
        .withPropertyValues(
            Stream.of(settings).map("jensen.embedded."::concat).toArray(String[]::new))
        .run(context -> failures.add(context.getStartupFailure()));
    return failures.getFirst();
  }

  @Test
  void developersSignInAsAnyoneIfTheApplicationSaysSo() {
    application.run(context -> assertThat(data.resolve("dev-issuer.jwk")).doesNotExist());

    application
        .withPropertyValues("jensen.embedded.dev-issuer=true")
        .run(context -> assertThat(data.resolve("dev-issuer.jwk")).exists());
  }

  @Test
  void theAdminKeyIsNotShown() {
    application
        .withPropertyValues("jensen.embedded.admin-key=me|my-secret")
        .run(context ->
            assertThat(context.getBean(JensenEmbeddedProperties.class).toString())
                .doesNotContain("my-secret"));
  }
}
