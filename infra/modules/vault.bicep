// The two secrets that there are, and the key that wraps those of data protection.

param location string
param tags object
param name string
param endpointsSubnetId string
param zoneIds object
param appPrincipalId string

@secure()
param hashKey string

@secure()
param sendGridApiKey string

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 90
    // Whoever could purge the hash key could make the audit trail unprovable.
    enablePurgeProtection: true
    publicNetworkAccess: 'Disabled'
    networkAcls: { defaultAction: 'Deny', bypass: 'AzureServices' }
  }

  resource hash 'secrets' = {
    name: 'hash-key'
    properties: { value: hashKey, contentType: '32 random bytes, base64' }
  }

  resource sendGrid 'secrets' = {
    name: 'sendgrid-api-key'
    properties: { value: sendGridApiKey, contentType: 'SendGrid API key, mail.send only' }
  }

  resource dataProtection 'keys' = {
    name: 'data-protection'
    properties: { kty: 'RSA', keySize: 3072, keyOps: ['wrapKey', 'unwrapKey'] }
  }
}

module endpoint 'private-endpoint.bicep' = {
  name: 'endpoint-vault'
  params: {
    location: location
    tags: tags
    name: '${name}-vault'
    subnetId: endpointsSubnetId
    targetId: vault.id
    part: 'vault'
    zoneIds: [zoneIds.vault]
  }
}

// Key Vault Secrets User: the platform reads the two secrets for the app's settings. It cannot list keys' material or write.
resource readSecrets 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: vault
  name: guid(vault.id, appPrincipalId, 'secrets')
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '4633458b-17de-408a-b874-0445c86b69e6')
  }
}

// Key Vault Crypto Service Encryption User, on that one key: wrap and unwrap. The key never leaves the vault.
resource wrap 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: vault::dataProtection
  name: guid(vault::dataProtection.id, appPrincipalId, 'wrap')
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'e147488a-f6f5-4113-8e2d-b22465e65bf6')
  }
}

output hashKeyUri string = vault::hash.properties.secretUri
output protectionKeyUri string = vault::dataProtection.properties.keyUri
output sendGridApiKeyUri string = vault::sendGrid.properties.secretUri
