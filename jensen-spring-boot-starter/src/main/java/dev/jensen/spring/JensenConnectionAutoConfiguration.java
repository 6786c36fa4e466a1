package dev.jensen.spring;

import java.util.Objects;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/// The deployment at `jensen.url`, unless the application has [JensenConnectionDetails] of its own.
///
/// Apart from [JensenAutoConfiguration], so that others can say where a deployment is when this has
/// nothing to say, and before there are clients.
@AutoConfiguration
@ConditionalOnText("jensen.url")
@EnableConfigurationProperties(JensenProperties.class)
public final class JensenConnectionAutoConfiguration {

  JensenConnectionAutoConfiguration() {}

  @Bean
  @ConditionalOnMissingBean
  JensenConnectionDetails jensenConnectionDetails(JensenProperties properties) {
    var url = Objects.requireNonNull(properties.url(), "jensen.url is empty");
    return () -> url;
  }
}
