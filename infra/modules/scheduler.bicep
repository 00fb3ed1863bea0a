// The Durable Task Scheduler, where it is chosen instead of Azure Storage as the store of orchestrations.

param location string
param tags object
param name string
param endpointsSubnetId string
param zoneIds object
param appPrincipalId string
param appClientId string

resource scheduler 'Microsoft.DurableTask/schedulers@2025-11-01' = {
  name: 'dts-${name}'
  location: location
  tags: tags
  properties: {
    sku: { name: 'Consumption' }
    // An empty list lets nobody in from the internet.
    ipAllowlist: []
    publicNetworkAccess: 'Disabled'
  }

  resource hub 'taskHubs' = {
    name: 'grants'
  }
}

module endpoint 'private-endpoint.bicep' = {
  name: 'endpoint-scheduler'
  params: {
    location: location
    tags: tags
    name: '${name}-scheduler'
    subnetId: endpointsSubnetId
    targetId: scheduler.id
    part: 'scheduler'
    zoneIds: [zoneIds.durabletask]
  }
}

// Durable Task Data Contributor: the app starts, wakes and works orchestrations.
resource work 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: scheduler
  name: guid(scheduler.id, appPrincipalId, 'work')
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '0ad04412-c4d5-4796-b79c-f76d14c8d402')
  }
}

output connectionString string = 'Endpoint=${scheduler.properties.endpoint};Authentication=ManagedIdentity;ClientID=${appClientId}'
