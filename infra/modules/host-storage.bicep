// What the Functions host and Durable Functions keep for themselves: leases, timers, the task hub, the deployed package, and the queue of scan results.
// All of it can be made anew: the record is in the database.

param location string
param tags object
param name string
param sku string
param endpointsSubnetId string
param zoneIds object
param appPrincipalId string

resource account 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: sku }
  properties: {
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    allowBlobPublicAccess: false
    allowSharedKeyAccess: false
    allowCrossTenantReplication: false
    defaultToOAuthAuthentication: true
    publicNetworkAccess: 'Disabled'
    // 'AzureServices': Event Grid delivers scan results with its own identity and role, and has no other way in.
    networkAcls: { defaultAction: 'Deny', bypass: 'AzureServices' }
  }

  resource blobs 'blobServices' = {
    name: 'default'
    properties: { deleteRetentionPolicy: { enabled: true, days: 7 } }

    resource packages 'containers' = {
      name: 'packages'
    }

    resource undelivered 'containers' = {
      name: 'undelivered'
    }
  }

  resource queues 'queueServices' = {
    name: 'default'

    resource scanResults 'queues' = {
      name: 'scan-results'
    }

    resource poison 'queues' = {
      name: 'scan-results-poison'
    }
  }
}

module endpoints 'private-endpoint.bicep' = [for part in ['blob', 'queue', 'table']: {
  name: 'endpoint-host-${part}'
  params: {
    location: location
    tags: tags
    name: '${name}-${part}'
    subnetId: endpointsSubnetId
    targetId: account.id
    part: part
    zoneIds: [zoneIds[part]]
  }
}]

var roles = {
  // Storage Blob Data Owner: the host takes leases on blobs (timers run once, partitions have one owner) and reads its package.
  blobs: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
  // Storage Queue Data Contributor: Durable Functions makes its queues and works them; the scan results are read from theirs.
  queues: '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
  // Storage Table Data Contributor: the history and the state of orchestrations are in tables.
  tables: '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
}

resource grants 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for role in items(roles): {
  scope: account
  name: guid(account.id, appPrincipalId, role.key)
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.value)
  }
}]

output name string = account.name
output packagesUrl string = '${account.properties.primaryEndpoints.blob}packages'
