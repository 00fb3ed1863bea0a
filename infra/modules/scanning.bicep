// Microsoft Defender for Storage scans what is uploaded; Event Grid brings its results to the queue that the app reads.

param location string
param tags object
param name string
param documentsAccountName string
param hostAccountName string

@description('The most that is scanned in a month, in GB: what it costs at most. Beyond it, uploads wait.')
param capGbPerMonth int

resource documents 'Microsoft.Storage/storageAccounts@2023-05-01' existing = {
  name: documentsAccountName
}

resource host 'Microsoft.Storage/storageAccounts@2023-05-01' existing = {
  name: hostAccountName
}

resource results 'Microsoft.EventGrid/topics@2025-02-15' = {
  name: 'evgt-${name}-scans'
  location: location
  tags: tags
  identity: { type: 'SystemAssigned' }
  properties: {
    inputSchema: 'EventGridSchema'
    // Defender sends from its own service and knows no private endpoint. No key is taken: only its identity, which Defender itself gives the role to send.
    publicNetworkAccess: 'Enabled'
    disableLocalAuth: true
    minimumTlsVersionAllowed: '1.2'
  }
}

// Storage Queue Data Message Sender: the topic puts results into the queue, and can do nothing else there.
resource deliver 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: host
  name: guid(host.id, results.id, 'deliver')
  properties: {
    principalId: results.identity.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'c6a89b2d-59bc-44d0-9896-0f6e12d7b80a')
  }
}

resource undelivered 'Microsoft.Storage/storageAccounts/blobServices/containers@2023-05-01' existing = {
  name: '${hostAccountName}/default/undelivered'
}

// Storage Blob Data Contributor, on that one container: what could not be delivered is kept there instead of being lost.
resource keepUndelivered 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: undelivered
  name: guid(undelivered.id, results.id, 'undelivered')
  properties: {
    principalId: results.identity.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'ba92f5b4-2d11-453d-a403-e96b0029c9fe')
  }
}

resource toQueue 'Microsoft.EventGrid/topics/eventSubscriptions@2025-02-15' = {
  parent: results
  name: 'scan-results'
  properties: {
    filter: { includedEventTypes: ['Microsoft.Security.MalwareScanningResult'] }
    eventDeliverySchema: 'EventGridSchema'
    deliveryWithResourceIdentity: {
      identity: { type: 'SystemAssigned' }
      destination: {
        endpointType: 'StorageQueue'
        properties: { resourceId: host.id, queueName: 'scan-results', queueMessageTimeToLiveInSeconds: 604800 }
      }
    }
    deadLetterWithResourceIdentity: {
      identity: { type: 'SystemAssigned' }
      deadLetterDestination: {
        endpointType: 'StorageBlob'
        properties: { resourceId: host.id, blobContainerName: 'undelivered' }
      }
    }
    retryPolicy: { eventTimeToLiveInMinutes: 1440, maxDeliveryAttempts: 30 }
  }
  dependsOn: [deliver, keepUndelivered]
}

resource scanning 'Microsoft.Security/defenderForStorageSettings@2025-06-01' = {
  scope: documents
  name: 'current'
  properties: {
    isEnabled: true
    overrideSubscriptionLevelSettings: true
    malwareScanning: {
      onUpload: {
        isEnabled: true
        capGBPerMonth: capGbPerMonth
        // What the system itself writes and nobody uploads.
        filters: { excludeBlobsWithPrefix: ['archives/', 'audit-seals/', 'destructions/'] }
      }
      blobScanResultsOptions: 'None'
      scanResultsEventGridTopicResourceId: results.id
    }
    // It would read documents for personal data and tell others of it.
    sensitiveDataDiscovery: { isEnabled: false }
  }
}
