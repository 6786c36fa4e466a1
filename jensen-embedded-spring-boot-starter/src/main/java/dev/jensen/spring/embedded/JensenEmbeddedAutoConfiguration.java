package dev.jensen.spring.embedded;

import dev.jensen.backend.Backend;
import dev.jensen.backend.Jensen;
import dev.jensen.functions.Cron;
import dev.jensen.functions.FunctionApp;
import dev.jensen.spring.JensenAutoConfiguration;
import dev.jensen.spring.JensenConnectionAutoConfiguration;
import dev.jensen.spring.JensenConnectionDetails;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;

/// A deployment inside of an application that has a [FunctionApp]. It starts and stops with the
/// application, whose clients call it unless `jensen.url` names another one.
///
/// {@snippet
///  file="dev/jensen/spring/embedded/JensenEmbeddedAutoConfigurationTest.java" region="functions"}
///
/// The deployment starts with its functions, and there is no client before it. Those that call
/// their own deployment over a client, as actions may, look for it when they run:
///
/// {@snippet
///  file="dev/jensen/spring/embedded/JensenEmbeddedAutoConfigurationTest.java" region="caller"}
@AutoConfiguration(
    after = JensenConnectionAutoConfiguration.class,
    before = JensenAutoConfiguration.class)
@ConditionalOnBean(FunctionApp.class)
@EnableConfigurationProperties(JensenEmbeddedProperties.class)
public final class JensenEmbeddedAutoConfiguration {

  /// The name of the bean that is the deployment.
  static final String BACKEND = "jensenBackend";

  private static final Logger LOG = LoggerFactory.getLogger(JensenEmbeddedAutoConfiguration.class);

  JensenEmbeddedAutoConfiguration() {}

  /// Not lazy, whatever the application is: others connect to it, and its cron jobs become due.
  @Bean(BACKEND)
  @Lazy(false)
  @ConditionalOnMissingBean
  Backend jensenBackend(FunctionApp app, JensenEmbeddedProperties properties) {
    var backend = builder(app, properties).start();
    LOG.info(
        "Jensen is ready: {} (site {}), its data is in {}",
        backend.url(),
        backend.siteUrl(),
        properties.data().toAbsolutePath());
    return backend;
  }

  private static Jensen.Builder builder(FunctionApp app, JensenEmbeddedProperties properties) {
    var builder =
        Jensen.builder(properties.data())
            .ports(properties.port(), properties.sitePort())
            .functions(app.modules().toArray())
            .tables(app.tables().toArray(Class<?>[]::new))
            .crons(app.crons().toArray(Cron[]::new));
    if (properties.adminKey() != null) {
      builder.adminKey(properties.adminKey());
    }
    if (properties.devIssuer()) {
      builder.devIssuer();
    }
    if (properties.s3() != null) {
      builder.bucket(properties.s3().options());
    }
    return builder;
  }

  @Bean
  @ConditionalOnMissingBean(JensenConnectionDetails.class)
  JensenConnectionDetails embeddedJensenConnectionDetails(Backend backend) {
    return backend::url;
  }
}
